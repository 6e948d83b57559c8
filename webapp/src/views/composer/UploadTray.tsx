/* Files on their way and files that wait to be sent with the message. */
import type {FileInfo} from '@mattermost/types/files';

import {IconButton} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {fileAddress, sizeWords} from '@/views/post/Files';

import type {Upload} from './upload';

interface UploadTrayProps {
    uploads: Upload[];
    files: FileInfo[];
    onDropUpload: (clientId: string) => void;
    onDropFile: (id: string) => void;
}

export function UploadTray({uploads, files, onDropUpload, onDropFile}: UploadTrayProps) {
    if (uploads.length === 0 && files.length === 0) {
        return null;
    }
    return (
        <ul className="tray" aria-label="Attached files">
            {files.map((file) => (
                <li key={file.id} className="tray__item">
                    {file.mime_type.startsWith('image/') && file.mime_type !== 'image/svg+xml' ? (
                        <img className="tray__picture" src={fileAddress(file, file.has_preview_image ? '/thumbnail' : '')} alt="" />
                    ) : (
                        <span className="tray__picture">
                            <Icon name="file" size={20} />
                        </span>
                    )}
                    <span className="tray__text">
                        <span className="tray__name">{file.name}</span>
                        <span className="tray__note">{sizeWords(file.size)}</span>
                    </span>
                    <IconButton icon="close" size={15} label={`Remove ${file.name}`} onClick={() => onDropFile(file.id)} />
                </li>
            ))}
            {uploads.map((upload) => (
                <li key={upload.clientId} className={`tray__item ${upload.error ? 'tray__item--bad' : ''}`}>
                    {upload.preview ? (
                        <img className="tray__picture" src={upload.preview} alt="" />
                    ) : (
                        <span className="tray__picture">
                            <Icon name="file" size={20} />
                        </span>
                    )}
                    <span className="tray__text">
                        <span className="tray__name">{upload.name}</span>
                        {upload.error ? (
                            <span className="tray__note" role="alert">
                                {upload.error}
                            </span>
                        ) : (
                            <progress className="tray__progress" max={1} value={upload.progress} aria-label={`Sending ${upload.name}`} />
                        )}
                    </span>
                    <IconButton icon="close" size={15} label={`Cancel ${upload.name}`} onClick={() => onDropUpload(upload.clientId)} />
                </li>
            ))}
        </ul>
    );
}
