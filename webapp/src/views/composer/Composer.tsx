/* Where messages are written: text, formatting, files, draft, sending. */
import type {FileInfo} from '@mattermost/types/files';
import {getLatestPostToEdit} from 'mattermost-redux/selectors/entities/posts';
import {getBool} from 'mattermost-redux/selectors/entities/preferences';
import {isCurrentUserGuestUser} from 'mattermost-redux/selectors/entities/users';
import {lazy, Suspense, useCallback, useEffect, useRef, useState} from 'react';

import {sendTyping} from '@/client/socket';
import {IconButton} from '@/components/Button';
import {Popover} from '@/components/Popover';
import {Loading} from '@/components/states';
import {Markdown} from '@/markdown/Markdown';
import {AttachButton, ComposerBanner, EditorActions, usePlaceholder} from '@/plugins/ComposerParts';
import {store, useAppDispatch, useAppSelector} from '@/store';
import {draftKey, dropDraft, typeDraft} from '@/store/drafts';
import {sendsOnCtrlEnter} from '@/store/preferences';
import {editPostInPlace} from '@/store/views';

import {CompletingText} from './CompletingText';
import type {TextHandle} from './CompletingText';
import type {Format} from './formatting';
import {sendLater} from './later';
import {ScheduledNote} from './ScheduledNote';
import {send} from './sending';
import {SendLaterMenu} from './SendLaterMenu';
import {UploadTray} from './UploadTray';
import {useUploads} from './useUploads';

const EmojiPicker = lazy(() => import('@/emoji/EmojiPicker').then((module) => ({default: module.EmojiPicker})));

const TYPING_EVERY_MS = 4000;
const NO_FILES: FileInfo[] = [];

const FORMATS: Array<[Format, 'bold' | 'italic' | 'strike' | 'code' | 'link' | 'quote' | 'list', string, string?]> = [
    ['bold', 'bold', 'Bold', 'Ctrl B'],
    ['italic', 'italic', 'Italic', 'Ctrl I'],
    ['strike', 'strike', 'Strikethrough', 'Ctrl Shift X'],
    ['code', 'code', 'Code', 'Ctrl E'],
    ['link', 'link', 'Link', 'Ctrl Alt K'],
    ['quote', 'quote', 'Quote'],
    ['list', 'list', 'List'],
];

interface ComposerProps {
    channelId: string;
    rootId?: string;
    placeholder: string;
    onSent?: () => void;
}

export function Composer({channelId, rootId = '', placeholder: usual, onSent}: ComposerProps) {
    const dispatch = useAppDispatch();
    const placeholder = usePlaceholder(usual, channelId, rootId);
    const key = draftKey(channelId, rootId);
    const draft = useAppSelector((state) => state.views.drafts[key]);
    const limit = useAppSelector((state) => Number(state.entities.general.config.MaxPostSize ?? 16383) || 16383);
    const ctrlSends = useAppSelector(sendsOnCtrlEnter);
    const guest = useAppSelector(isCurrentUserGuestUser);
    const message = draft?.message ?? '';
    const files = draft?.files ?? NO_FILES;
    const text = useRef<TextHandle>(null);
    const picker = useRef<HTMLInputElement>(null);
    const [preview, setPreview] = useState(false);
    const [dragging, setDragging] = useState(false);
    const lastTyping = useRef(0);

    const keep = useCallback(
        (change: {message?: string; files?: FileInfo[]}) => {
            const now = store.getState().views.drafts[key];
            dispatch(typeDraft(channelId, rootId, {message: change.message ?? now?.message ?? '', files: change.files ?? now?.files ?? [], updatedAt: Date.now()}));
        },
        [channelId, dispatch, key, rootId],
    );
    const attach = useCallback(
        (info: FileInfo) => keep({files: [...(store.getState().views.drafts[key]?.files ?? []), info]}),
        [keep, key],
    );
    const uploads = useUploads(channelId, files.length, attach);
    const {add} = uploads;
    const waiting = uploads.list.some((upload) => !upload.error);
    const length = [...message].length;
    const tooLong = length > limit;
    const ready = !waiting && !tooLong && (message.trim() !== '' || files.length > 0);

    useEffect(() => setPreview(false), [key]);
    useDropZone(rootId ? '.thread-panel' : '.channel', add, setDragging);

    const submit = async () => {
        if (!ready) {
            return;
        }
        const out = {channelId, rootId, message, files};
        dispatch(dropDraft(key));
        setPreview(false);
        onSent?.();
        if (!(await dispatch(send(out)))) {
            // What was typed meanwhile stays behind what comes back.
            const since = store.getState().views.drafts[key];
            keep({message: since?.message ? `${out.message}\n\n${since.message}` : out.message, files: [...out.files, ...(since?.files ?? [])]});
        }
    };
    const schedule = async (at: number): Promise<string> => {
        const problem = await dispatch(sendLater({channelId, rootId, message, files}, at));
        if (!problem) {
            dispatch(dropDraft(key));
            setPreview(false);
        }
        return problem;
    };
    const typed = () => {
        const state = store.getState();
        if (getBool(state, 'performance_debugging', 'disable_typing_messages') || state.entities.general.config.EnableUserTypingMessages === 'false') {
            return;
        }
        const now = Date.now();
        if (now - lastTyping.current > TYPING_EVERY_MS) {
            lastTyping.current = now;
            sendTyping(channelId, rootId);
        }
    };
    const editLast = () => {
        const id = getLatestPostToEdit(store.getState(), channelId, rootId);
        if (id) {
            dispatch(editPostInPlace(id));
        }
    };
    return (
        <div className={`composer composer--${rootId ? 'thread' : 'channel'}`}>
            {dragging && (
                <div className="drop-veil" aria-hidden="true">
                    <p>Drop files to attach them</p>
                </div>
            )}
            <ScheduledNote channelId={channelId} rootId={rootId} />
            <ComposerBanner channelId={channelId} rootId={rootId} />
            <div className="composer__box">
                {preview ? (
                    <div className="composer__preview" aria-label="Preview" tabIndex={0} role="region">
                        <Markdown text={message} />
                    </div>
                ) : (
                    <CompletingText
                        ref={text}
                        value={message}
                        onChange={(value) => keep({message: value})}
                        onSend={() => void submit()}
                        onUpEmpty={editLast}
                        onFiles={add}
                        onKey={typed}
                        channelId={channelId}
                        rootId={rootId}
                        label={placeholder}
                        placeholder={placeholder}
                        autoFocus={window.matchMedia('(pointer: fine)').matches}
                    />
                )}
                <UploadTray
                    uploads={uploads.list}
                    files={files}
                    onDropUpload={uploads.drop}
                    onDropFile={(id) => keep({files: files.filter((file) => file.id !== id)})}
                />
                <div className="composer__bar">
                    <div className="composer__formats" role="toolbar" aria-label="Formatting">
                        {FORMATS.map(([kind, icon, label, shortcut]) => (
                            <IconButton key={kind} icon={icon} label={label} size={17} {...(shortcut ? {shortcut} : {})} disabled={preview} onClick={() => text.current?.format(kind)} />
                        ))}
                    </div>
                    <EditorActions channelId={channelId} rootId={rootId} message={message} files={files} selection={() => text.current?.selection() ?? {start: message.length, end: message.length}} update={(value) => keep({message: value})} />
                    <span className="composer__space" />
                    {(length > limit * 0.9 || tooLong) && (
                        <span className={`composer__count ${tooLong ? 'composer__count--over' : ''}`} role="status">
                            {limit - length}
                        </span>
                    )}
                    <IconButton icon="eye" label={preview ? 'Back to writing' : 'Preview'} active={preview} aria-pressed={preview} disabled={!message} onClick={() => setPreview(!preview)} />
                    <input
                        ref={picker}
                        type="file"
                        multiple
                        hidden
                        onChange={(event) => {
                            add([...(event.target.files ?? [])]);
                            event.target.value = '';
                        }}
                    />
                    <AttachButton choose={() => picker.current?.click()} add={add} />
                    <Popover
                        label="Choose an emoji"
                        placement="top-end"
                        content={(close) => (
                            <Suspense fallback={<Loading />}>
                                <EmojiPicker
                                    onPick={(name) => {
                                        close();
                                        requestAnimationFrame(() => text.current?.insert(`:${name}:`));
                                    }}
                                />
                            </Suspense>
                        )}
                    >
                        <IconButton icon="smile" label="Emoji" />
                    </Popover>
                    <SendLaterMenu disabled={!ready} schedule={schedule} />
                    <IconButton icon="send" label="Send" shortcut={ctrlSends ? 'Ctrl Enter' : 'Enter'} className="composer__send" disabled={!ready} onClick={() => void submit()} />
                </div>
            </div>
            {tooLong && (
                <p className="composer__error" role="alert">
                    A message can have {limit} characters; this one has {length}.
                </p>
            )}
            {guest && <span className="visually-hidden">You are a guest here.</span>}
        </div>
    );
}

function useDropZone(selector: string, add: (files: File[]) => void, setDragging: (on: boolean) => void): void {
    useEffect(() => {
        const zone = document.querySelector<HTMLElement>(selector);
        if (!zone) {
            return undefined;
        }
        let depth = 0;
        const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
        const enter = (event: DragEvent) => {
            if (holdsFiles(event)) {
                event.preventDefault();
                depth += 1;
                setDragging(true);
            }
        };
        const over = (event: DragEvent) => {
            if (holdsFiles(event)) {
                event.preventDefault();
            }
        };
        const leave = (event: DragEvent) => {
            if (holdsFiles(event)) {
                depth = Math.max(0, depth - 1);
                setDragging(depth > 0);
            }
        };
        const drop = (event: DragEvent) => {
            if (holdsFiles(event)) {
                event.preventDefault();
                depth = 0;
                setDragging(false);
                add([...(event.dataTransfer?.files ?? [])]);
            }
        };
        zone.addEventListener('dragenter', enter);
        zone.addEventListener('dragover', over);
        zone.addEventListener('dragleave', leave);
        zone.addEventListener('drop', drop);
        return () => {
            zone.removeEventListener('dragenter', enter);
            zone.removeEventListener('dragover', over);
            zone.removeEventListener('dragleave', leave);
            zone.removeEventListener('drop', drop);
        };
    }, [add, selector, setDragging]);
}
