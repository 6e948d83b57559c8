/* Adding a bookmark to a channel, or changing one. */
import {createBookmark, editBookmark} from 'mattermost-redux/actions/channel_bookmarks';
import {lazy, Suspense, useState} from 'react';

import {Button, IconButton} from '@/components/Button';
import {TextField} from '@/components/Field';
import {Icon} from '@/components/Icon';
import {Modal} from '@/components/Modal';
import {Popover} from '@/components/Popover';
import {Loading, Notice} from '@/components/states';
import {EmojiGlyph} from '@/emoji/EmojiGlyph';
import {store, useAppDispatch, useAppSelector} from '@/store';
import type {Result} from '@/store/types';
import {bookmarkAddress} from '@/views/bookmarks/order';

import type {ModalProps} from './Modals';

const EmojiPicker = lazy(() => import('@/emoji/EmojiPicker').then((module) => ({default: module.EmojiPicker})));

export function BookmarkModal({modal, close}: ModalProps<'bookmark'>) {
    const dispatch = useAppDispatch();
    const known = useAppSelector((state) => (modal.bookmarkId ? state.entities.channelBookmarks.byChannelId[modal.channelId]?.[modal.bookmarkId] : undefined));
    const isFile = known?.type === 'file';
    const [address, setAddress] = useState(known?.link_url ?? '');
    const [title, setTitle] = useState(known?.display_name ?? '');
    const [emoji, setEmoji] = useState((known?.emoji ?? '').replace(/:/g, ''));
    const [error, setError] = useState('');
    const [wrong, setWrong] = useState<string | undefined>();
    const [busy, setBusy] = useState(false);
    const save = async () => {
        const link = bookmarkAddress(address);
        setWrong(!isFile && !link ? 'This is not an address of the web.' : undefined);
        if (!isFile && !link) {
            return;
        }
        const display_name = title.trim() || link.replace(/^https?:\/\//i, '').replace(/\/$/, '').slice(0, 64);
        const connection = store.getState().websocket.connectionId;
        setBusy(true);
        const result: Result = known
            ? await dispatch(editBookmark(modal.channelId, known.id, {display_name, emoji, ...(isFile ? {} : {link_url: link})}, connection))
            : await dispatch(createBookmark(modal.channelId, {type: 'link', link_url: link, display_name, emoji}, connection));
        setBusy(false);
        if (result.error) {
            setError(result.error.message ?? 'The bookmark was not saved.');
        } else {
            close();
        }
    };
    return (
        <Modal
            title={known ? 'Edit bookmark' : 'Add a bookmark'}
            width="small"
            onClose={close}
            onSubmit={() => void save()}
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button type="submit" tone="primary" busy={busy}>
                        {known ? 'Save' : 'Add bookmark'}
                    </Button>
                </>
            }
        >
            {error && <Notice tone="bad">{error}</Notice>}
            {!isFile && <TextField label="Link" type="text" inputMode="url" placeholder="https://" maxLength={1024} value={address} error={wrong} onChange={(event) => setAddress(event.target.value)} />}
            <div className="status-row">
                <Popover
                    label="Choose an emoji"
                    placement="bottom-start"
                    content={(shut) => (
                        <Suspense fallback={<Loading />}>
                            <EmojiPicker
                                onPick={(name) => {
                                    shut();
                                    setEmoji(name);
                                }}
                            />
                        </Suspense>
                    )}
                >
                    <button type="button" className="status-row__emoji" aria-label={emoji ? `Emoji ${emoji}, change` : 'Choose an emoji'}>
                        {emoji ? <EmojiGlyph name={emoji} size="large" /> : <Icon name="link" size={18} />}
                    </button>
                </Popover>
                <TextField label="Title" maxLength={64} placeholder={bookmarkAddress(address).replace(/^https?:\/\//i, '')} value={title} onChange={(event) => setTitle(event.target.value)} />
            </div>
            {emoji && (
                <p className="field__hint">
                    <IconButton icon="close" size={14} label="Without emoji" onClick={() => setEmoji('')} /> Without emoji
                </p>
            )}
        </Modal>
    );
}
