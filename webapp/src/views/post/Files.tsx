/* Files of a message: pictures as tiles, sound and film with their players, the rest as cards. */
import type {FileInfo} from '@mattermost/types/files';
import type {Post} from '@mattermost/types/posts';
import {makeGetFilesForPost} from 'mattermost-redux/selectors/entities/files';
import {useMemo, useState} from 'react';

import {Icon} from '@/components/Icon';
import {FileMenu, usePreview} from '@/plugins/files';
import {useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {collapsesImages} from '@/store/preferences';

import {fit} from './sizes';

export function fileAddress(file: FileInfo, form: '' | '/preview' | '/thumbnail' = ''): string {
    return `/api/v4/files/${file.id}${form}`;
}

export function sizeWords(bytes: number): string {
    if (bytes < 1024) {
        return `${bytes} B`;
    }
    const units = ['KB', 'MB', 'GB', 'TB'];
    let value = bytes / 1024;
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
        value /= 1024;
        unit++;
    }
    return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

const isPicture = (file: FileInfo): boolean => /^image\/(png|jpe?g|gif|webp|bmp|avif)$/.test(file.mime_type);

function Picture({file, alone, onOpen}: {file: FileInfo; alone: boolean; onOpen: () => void}) {
    const box = alone ? fit(file.width, file.height, 420, 340) : {width: 148, height: 112};
    // First the smaller form, then the file itself, and a card when the browser cannot show it either.
    const [form, setForm] = useState<'' | '/preview' | '/thumbnail' | null>(file.has_preview_image ? (alone ? '/preview' : '/thumbnail') : '');
    if (form === null) {
        return <FileCard file={file} />;
    }
    return (
        <button type="button" className="picture" style={{width: box.width, aspectRatio: `${box.width} / ${box.height}`}} onClick={onOpen} aria-label={`Open ${file.name}`}>
            <img src={fileAddress(file, form)} alt={file.name} loading="lazy" onError={() => setForm(form === '' ? null : '')} />
        </button>
    );
}

function CardFace({file}: {file: FileInfo}) {
    return (
        <>
            <span className="file-card__icon">
                <Icon name="file" size={22} />
                <span>{(file.extension || 'file').slice(0, 4)}</span>
            </span>
            <span className="file-card__text">
                <span className="file-card__name">{file.name}</span>
                <span className="file-card__size">{sizeWords(file.size)}</span>
            </span>
        </>
    );
}

/** A file to download; when a plugin knows how to show it, a file to open. */
export function FileCard({file}: {file: FileInfo}) {
    const dispatch = useAppDispatch();
    const preview = usePreview(file);
    return (
        <span className="file-card-row">
            {preview ? (
                <button type="button" className="file-card" onClick={() => dispatch(openModal({kind: 'lightbox', files: [file], index: 0}))}>
                    <CardFace file={file} />
                    <Icon name="eye" size={18} />
                </button>
            ) : (
                <a className="file-card" href={`${fileAddress(file)}?download=1`} download={file.name}>
                    <CardFace file={file} />
                    <Icon name="download" size={18} />
                </a>
            )}
            <FileMenu file={file} />
        </span>
    );
}

function Player({file}: {file: FileInfo}) {
    return file.mime_type.startsWith('video/') ? (
        <video className="player" src={fileAddress(file)} controls preload="metadata" aria-label={file.name} />
    ) : (
        <figure className="player">
            <figcaption>{file.name}</figcaption>
            <audio src={fileAddress(file)} controls preload="metadata" />
        </figure>
    );
}

export function PostFiles({post}: {post: Post}) {
    const dispatch = useAppDispatch();
    const select = useMemo(makeGetFilesForPost, []);
    const known = useAppSelector((state) => select(state, post.id));
    const collapsed = useAppSelector(collapsesImages);
    const [shown, setShown] = useState<boolean | null>(null);
    const files = known.length > 0 ? known : (post.metadata?.files ?? []);
    if (files.length === 0) {
        return null;
    }
    const pictures = files.filter(isPicture);
    const players = files.filter((file) => /^(video\/(mp4|webm|ogg)|audio\/)/.test(file.mime_type));
    const others = files.filter((file) => !pictures.includes(file) && !players.includes(file));
    const open = shown ?? !collapsed;
    return (
        <div className="files">
            {pictures.length > 0 && (
                <div>
                    <button type="button" className="files__toggle" aria-expanded={open} onClick={() => setShown(!open)}>
                        <Icon name={open ? 'chevron' : 'chevron-right'} size={14} />
                        {pictures.length === 1 ? pictures[0]?.name : `${pictures.length} pictures`}
                    </button>
                    {open && (
                        <div className="files__pictures">
                            {pictures.map((file, index) => (
                                <Picture key={file.id} file={file} alone={pictures.length === 1} onOpen={() => dispatch(openModal({kind: 'lightbox', files: pictures, index}))} />
                            ))}
                        </div>
                    )}
                </div>
            )}
            {players.map((file) => (
                <Player key={file.id} file={file} />
            ))}
            {others.length > 0 && (
                <div className="files__cards">
                    {others.map((file) => (
                        <FileCard key={file.id} file={file} />
                    ))}
                </div>
            )}
        </div>
    );
}
