/* The custom emoji of this server: looking through, adding, deleting. */
import type {CustomEmoji} from '@mattermost/types/emojis';
import {EmojiTypes} from 'mattermost-redux/action_types';
import {createCustomEmoji, deleteCustomEmoji} from 'mattermost-redux/actions/emojis';
import {getMissingProfilesByIds} from 'mattermost-redux/actions/users';
import {Client4} from 'mattermost-redux/client';
import {haveISystemPermission, haveITeamPermission} from 'mattermost-redux/selectors/entities/roles';
import {useCallback, useEffect, useRef, useState} from 'react';

import {Button, IconButton} from '@/components/Button';
import {TextField} from '@/components/Field';
import {Empty, Failed, Loading, Notice} from '@/components/states';
import {Modal} from '@/components/Modal';
import {currentEmoji} from '@/emoji/emoji';
import {store, useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {nameOf} from '@/store/names';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';
import {setDrawer} from '@/store/views';
import {words} from '@/views/integrations/parts';

import {nameFromFile, emojiProblem, MOST_BYTES} from './names';

import '@/styles/admin.css';
import '@/styles/integrations.css';

const PAGE = 60;

function AddEmoji({close, onAdded}: {close: () => void; onAdded: () => void}) {
    const dispatch = useAppDispatch();
    const userId = useAppSelector((state) => state.entities.users.currentUserId);
    const [name, setName] = useState('');
    const [picture, setPicture] = useState<File | null>(null);
    const [address, setAddress] = useState('');
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    const input = useRef<HTMLInputElement>(null);
    useEffect(() => {
        if (!picture) {
            return undefined;
        }
        const url = URL.createObjectURL(picture);
        setAddress(url);
        return () => URL.revokeObjectURL(url);
    }, [picture]);
    const choose = (file: File | undefined) => {
        if (file) {
            setPicture(file);
            setName(name || nameFromFile(file.name));
            setError(file.size > MOST_BYTES ? 'The picture may have at most 512 KB.' : '');
        }
    };
    const save = async () => {
        const wrong = emojiProblem(name, picture, (one) => currentEmoji()?.byName.has(one) ?? false);
        setError(wrong);
        if (wrong) {
            return;
        }
        setBusy(true);
        const result: Result<CustomEmoji> = await dispatch(createCustomEmoji({name, creator_id: userId}, picture));
        setBusy(false);
        if (result.error) {
            setError(result.error.message ?? 'The emoji was not added.');
            return;
        }
        dispatch(say(`:${name}: is there`, 'good'));
        onAdded();
        close();
    };
    return (
        <Modal
            title="Add custom emoji"
            width="small"
            onClose={close}
            onSubmit={() => void save()}
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button type="submit" tone="primary" busy={busy}>
                        Add emoji
                    </Button>
                </>
            }
        >
            {error && <Notice tone="bad">{error}</Notice>}
            <div className="field">
                <span className="field__label">Picture</span>
                <div className="picture-choice picture-choice--square">
                    {picture && address && <img src={address} alt="" />}
                    <input ref={input} type="file" hidden accept="image/png,image/gif,image/jpeg" aria-label="Picture" onChange={(event) => choose(event.target.files?.[0])} />
                    <Button size="small" icon="image" onClick={() => input.current?.click()}>
                        {picture ? 'Choose another' : 'Choose a picture'}
                    </Button>
                </div>
                <p className="field__hint">GIF, PNG or JPEG, at most 512 KB. Square ones look best.</p>
            </div>
            <TextField label="Name" hint={`People type :${name || 'name'}:`} maxLength={64} value={name} onChange={(event) => setName(event.target.value.toLowerCase().replace(/:/g, ''))} />
        </Modal>
    );
}

function EmojiRow({emoji, mayDelete, onDelete}: {emoji: CustomEmoji; mayDelete: boolean; onDelete: () => void}) {
    const creator = useAppSelector((state) => nameOf(state, emoji.creator_id));
    return (
        <li className="emoji-row">
            <img src={`${Client4.getEmojiRoute(emoji.id)}/image`} alt="" loading="lazy" />
            <span className="emoji-row__text">
                <strong>:{emoji.name}:</strong>
                <small>by {creator}</small>
            </span>
            {mayDelete && <IconButton icon="trash" label={`Delete :${emoji.name}:`} onClick={onDelete} />}
        </li>
    );
}

function useEmojiList(term: string, page: number) {
    const dispatch = useAppDispatch();
    const [list, setList] = useState<CustomEmoji[] | null>(null);
    const [error, setError] = useState('');
    const load = useCallback(() => {
        const fetched: Promise<CustomEmoji[]> = term ? Client4.searchCustomEmoji(term) : Client4.getCustomEmojis(page, PAGE, 'name');
        fetched.then(
            (found) => {
                setList(found ?? []);
                setError('');
                dispatch({type: EmojiTypes.RECEIVED_CUSTOM_EMOJIS, data: found ?? []} as {type: string});
                void dispatch(getMissingProfilesByIds([...new Set((found ?? []).map((emoji) => emoji.creator_id))]));
            },
            (problem: unknown) => setError(words(problem, 'The emoji could not be read.')),
        );
    }, [dispatch, page, term]);
    useEffect(() => {
        const timer = window.setTimeout(load, term ? 200 : 0);
        return () => window.clearTimeout(timer);
    }, [load, term]);
    return {list, error, load};
}

export function EmojiView({teamId}: {teamId: string}) {
    const dispatch = useAppDispatch();
    const [term, setTerm] = useState('');
    const [page, setPage] = useState(0);
    const [adding, setAdding] = useState(false);
    const {list, error, load} = useEmojiList(term.trim(), page);
    const enabled = useAppSelector((state) => state.entities.general.config.EnableCustomEmoji === 'true');
    const myId = useAppSelector((state) => state.entities.users.currentUserId);
    const may = (permission: string) => haveITeamPermission(store.getState(), teamId, permission) || haveISystemPermission(store.getState(), {permission});
    const mayCreate = useAppSelector((state) => haveITeamPermission(state, teamId, 'create_emojis') || haveISystemPermission(state, {permission: 'create_emojis'}));
    const mayDelete = (emoji: CustomEmoji) => may(emoji.creator_id === myId ? 'delete_emojis' : 'delete_others_emojis');
    const remove = (emoji: CustomEmoji) =>
        dispatch(
            openModal({
                kind: 'confirm',
                title: `Delete :${emoji.name}:?`,
                text: 'Where it was used, its name is shown instead.',
                action: 'Delete emoji',
                danger: true,
                run: async () => {
                    const result: Result = await dispatch(deleteCustomEmoji(emoji.id));
                    dispatch(result.error ? say(result.error.message ?? 'It was not deleted.', 'bad') : say('Emoji deleted', 'good'));
                    load();
                },
            }),
        );
    const add = mayCreate && enabled && (
        <Button tone="primary" icon="plus" onClick={() => setAdding(true)}>
            Add custom emoji
        </Button>
    );
    return (
        <main className="threads page" id="main" aria-label="Custom emoji">
            <header className="channel-header">
                <IconButton icon="menu" label="Open navigation" className="only-narrow" onClick={() => dispatch(setDrawer(true))} />
                <div className="channel-header__names">
                    <h1 className="channel-header__plain">Custom emoji</h1>
                </div>
            </header>
            <div className="page__scroll">
                {!enabled ? (
                    <Empty icon="smile" title="Custom emoji are switched off">
                        An administrator can switch them on.
                    </Empty>
                ) : error ? (
                    <Failed text={error} onRetry={load} />
                ) : !list ? (
                    <Loading />
                ) : list.length === 0 && !term && page === 0 ? (
                    <Empty icon="smile" title="No custom emoji yet" action={add}>
                        Pictures with a name, for messages and reactions of everyone on this server.
                    </Empty>
                ) : (
                    <div className="integrations">
                        <div className="integrations__top">
                            <p>Pictures with a name, for messages and reactions of everyone on this server.</p>
                            {add}
                        </div>
                        <div className="toolbar">
                            <input className="input" type="search" placeholder="Search by name" aria-label="Search custom emoji" value={term} onChange={(event) => setTerm(event.target.value)} />
                        </div>
                        {list.length === 0 ? (
                            <Empty icon="search" title="No emoji is called that" />
                        ) : (
                            <ul className="emoji-rows" aria-label="Custom emoji">
                                {list.map((emoji) => (
                                    <EmojiRow key={emoji.id} emoji={emoji} mayDelete={mayDelete(emoji)} onDelete={() => remove(emoji)} />
                                ))}
                            </ul>
                        )}
                        {!term && (page > 0 || list.length === PAGE) && (
                            <div className="pager">
                                <Button disabled={page === 0} onClick={() => setPage(page - 1)}>
                                    Previous
                                </Button>
                                <span>Page {page + 1}</span>
                                <Button disabled={list.length < PAGE} onClick={() => setPage(page + 1)}>
                                    Next
                                </Button>
                            </div>
                        )}
                    </div>
                )}
            </div>
            {adding && <AddEmoji close={() => setAdding(false)} onAdded={load} />}
        </main>
    );
}
