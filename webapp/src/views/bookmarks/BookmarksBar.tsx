/* Links and files that everyone of a channel finds over its messages. */
import type {ChannelBookmark} from '@mattermost/types/channel_bookmarks';
import type {Channel} from '@mattermost/types/channels';
import {deleteBookmark, fetchChannelBookmarks, reorderBookmark} from 'mattermost-redux/actions/channel_bookmarks';
import {useEffect, useState} from 'react';
import type {DragEvent} from 'react';

import {IconButton} from '@/components/Button';
import {copyOut} from '@/components/CopyField';
import {Icon} from '@/components/Icon';
import {PlainLink} from '@/components/links';
import {Menu} from '@/components/Menu';
import type {MenuEntry} from '@/components/Menu';
import {EmojiGlyph} from '@/emoji/EmojiGlyph';
import {safeImage} from '@/markdown/address';
import {store, useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';

import {inOrder, placeAfterDrop} from './order';
import {mayBookmark} from './rights';

import '@/styles/bookmarks.css';

const DRAG_TYPE = 'application/x-chinwag-bookmark';

function Face({bookmark}: {bookmark: ChannelBookmark}) {
    const picture = bookmark.image_url ? safeImage(bookmark.image_url) : null;
    if (bookmark.emoji) {
        return <EmojiGlyph name={bookmark.emoji.replace(/:/g, '')} />;
    }
    if (picture) {
        return <img src={picture} alt="" loading="lazy" referrerPolicy="no-referrer" />;
    }
    return <Icon name={bookmark.type === 'file' ? 'file' : 'link'} size={15} />;
}

interface ItemProps {
    bookmark: ChannelBookmark;
    entries: () => MenuEntry[];
    draggable: boolean;
    onDrop: (id: string) => void;
}

function Item({bookmark, entries, draggable, onDrop}: ItemProps) {
    const [over, setOver] = useState(false);
    const accepts = (event: DragEvent) => draggable && event.dataTransfer.types.includes(DRAG_TYPE);
    const inside = (
        <>
            <Face bookmark={bookmark} />
            <span className="bookmark__name">{bookmark.display_name}</span>
        </>
    );
    return (
        <li
            className={`bookmark ${over ? 'bookmark--over' : ''}`}
            draggable={draggable}
            onDragStart={(event) => {
                event.dataTransfer.setData(DRAG_TYPE, bookmark.id);
                event.dataTransfer.effectAllowed = 'move';
            }}
            onDragOver={(event) => {
                if (accepts(event)) {
                    event.preventDefault();
                    setOver(true);
                }
            }}
            onDragLeave={() => setOver(false)}
            onDrop={(event) => {
                setOver(false);
                if (accepts(event)) {
                    event.preventDefault();
                    onDrop(event.dataTransfer.getData(DRAG_TYPE));
                }
            }}
        >
            {bookmark.type === 'file' && bookmark.file_id ? (
                <a className="bookmark__link" href={`/api/v4/files/${bookmark.file_id}`} target="_blank" rel="noopener noreferrer" title={bookmark.display_name}>
                    {inside}
                </a>
            ) : (
                <PlainLink href={bookmark.link_url ?? ''} title={bookmark.link_url}>
                    {inside}
                </PlainLink>
            )}
            <Menu label={`Actions for ${bookmark.display_name}`} entries={entries} placement="bottom-end">
                <IconButton icon="more" size={15} label={`Actions for ${bookmark.display_name}`} className="bookmark__menu" />
            </Menu>
        </li>
    );
}

export function BookmarksBar({channel}: {channel: Channel}) {
    const dispatch = useAppDispatch();
    const known = useAppSelector((state) => state.entities.channelBookmarks.byChannelId[channel.id]);
    const mayAdd = useAppSelector((state) => mayBookmark(state, channel, 'add'));
    const mayOrder = useAppSelector((state) => mayBookmark(state, channel, 'order'));
    useEffect(() => void dispatch(fetchChannelBookmarks(channel.id)), [channel.id, dispatch]);
    const list = inOrder(Object.values(known ?? {}));
    if (list.length === 0) {
        return null;
    }
    const connection = () => store.getState().websocket.connectionId;
    const move = async (id: string, place: number) => {
        const result: Result = await dispatch(reorderBookmark(channel.id, id, place, connection()));
        if (result.error) {
            dispatch(say(result.error.message ?? 'The order was not changed.', 'bad'));
        }
    };
    const remove = (bookmark: ChannelBookmark) =>
        dispatch(
            openModal({
                kind: 'confirm',
                title: `Delete ${bookmark.display_name}?`,
                text: 'The bookmark goes away for everyone in this channel.',
                action: 'Delete bookmark',
                danger: true,
                run: async () => {
                    const result: Result = await dispatch(deleteBookmark(channel.id, bookmark.id, connection()));
                    if (result.error) {
                        dispatch(say(result.error.message ?? 'The bookmark was not deleted.', 'bad'));
                    }
                },
            }),
        );
    const entries = (bookmark: ChannelBookmark, at: number) => (): MenuEntry[] => {
        const state = store.getState();
        return [
            mayBookmark(state, channel, 'edit') && {label: 'Edit', icon: 'edit', run: () => dispatch(openModal({kind: 'bookmark', channelId: channel.id, bookmarkId: bookmark.id}))},
            Boolean(bookmark.link_url) && {label: 'Copy link', icon: 'copy', run: () => dispatch(copyOut(bookmark.link_url ?? '', 'Link copied'))},
            mayOrder && at > 0 && {label: 'Move left', icon: 'back', run: () => void move(bookmark.id, at - 1)},
            mayOrder && at < list.length - 1 && {label: 'Move right', icon: 'forward', run: () => void move(bookmark.id, at + 1)},
            mayBookmark(state, channel, 'delete') && 'line',
            mayBookmark(state, channel, 'delete') && {label: 'Delete', icon: 'trash', danger: true, run: () => remove(bookmark)},
        ];
    };
    return (
        <nav className="bookmarks" aria-label="Bookmarks">
            <ul>
                {list.map((bookmark, at) => (
                    <Item
                        key={bookmark.id}
                        bookmark={bookmark}
                        entries={entries(bookmark, at)}
                        draggable={mayOrder}
                        onDrop={(id) => {
                            const place = placeAfterDrop(list, id, at);
                            if (place !== null) {
                                void move(id, place);
                            }
                        }}
                    />
                ))}
            </ul>
            {mayAdd && <IconButton icon="plus" size={16} label="Add a bookmark" onClick={() => dispatch(openModal({kind: 'bookmark', channelId: channel.id}))} />}
        </nav>
    );
}
