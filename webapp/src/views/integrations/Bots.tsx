/* Bot accounts: programs that take part as members, with tokens to log in. */
import type {Bot} from '@mattermost/types/bots';
import type {UserAccessToken} from '@mattermost/types/users';
import {Client4} from 'mattermost-redux/client';
import {haveISystemPermission} from 'mattermost-redux/selectors/entities/roles';
import {isCurrentUserSystemAdmin} from 'mattermost-redux/selectors/entities/users';
import {useCallback, useRef, useState} from 'react';

import {Button, IconButton} from '@/components/Button';
import {copyOut, CopyField} from '@/components/CopyField';
import {Switch, TextArea, TextField} from '@/components/Field';
import {Icon} from '@/components/Icon';
import {Menu} from '@/components/Menu';
import {Modal} from '@/components/Modal';
import {Loading, Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {usernameProblem} from '@/views/login/names';

import {allPages, IntegrationForm, IntegrationList, MadeDialog, useAsk, useAttempt, useLoaded, words} from './parts';
import type {Row} from './parts';

interface BotDraft {
    id: string;
    username: string;
    display_name: string;
    description: string;
    admin: boolean;
}

const NEW: BotDraft = {id: '', username: '', display_name: '', description: '', admin: false};

function BotForm({draft: given, close, onSaved}: {draft: BotDraft; close: () => void; onSaved: (token: {name: string; token: string} | null) => void}) {
    const mayAdmin = useAppSelector(isCurrentUserSystemAdmin);
    const [draft, setDraft] = useState(given);
    const [picture, setPicture] = useState<File | null>(null);
    const file = useRef<HTMLInputElement>(null);
    const set = (change: Partial<BotDraft>) => setDraft({...draft, ...change});
    const save = async () => {
        const {username, display_name, description} = draft;
        const bot = await (draft.id ? Client4.patchBot(draft.id, {username, display_name, description}) : Client4.createBot({username, display_name, description}));
        // From here on the bot exists: a second press must not make it again.
        set({id: bot.user_id});
        if (picture) {
            await Client4.uploadProfileImage(bot.user_id, picture);
        }
        if (mayAdmin && draft.admin !== given.admin) {
            await Client4.updateUserRoles(bot.user_id, draft.admin ? 'system_user system_admin' : 'system_user');
        }
        if (given.id) {
            onSaved(null);
        } else {
            const token = await Client4.createUserAccessToken(bot.user_id, 'First token');
            onSaved({name: bot.username, token: token.token ?? ''});
        }
    };
    return (
        <IntegrationForm title={given.id ? 'Edit bot' : 'Add bot'} action={given.id ? 'Save' : 'Create'} problem={() => usernameProblem(draft.username) ?? ''} save={save} close={close}>
            <TextField label="Username" maxLength={22} hint="Small letters, digits, dots, dashes." value={draft.username} onChange={(event) => set({username: event.target.value.toLowerCase()})} />
            <TextField label="Shown name (optional)" maxLength={64} value={draft.display_name} onChange={(event) => set({display_name: event.target.value})} />
            <TextArea label="Description" maxLength={1024} rows={2} value={draft.description} onChange={(event) => set({description: event.target.value})} />
            <div className="field">
                <span className="field__label">Picture</span>
                <div className="picture-choice">
                    {draft.id && !picture && <img src={Client4.getProfilePictureUrl(draft.id, 0)} alt="" />}
                    <input ref={file} type="file" hidden accept="image/png,image/jpeg,image/gif,image/bmp" aria-label="Picture" onChange={(event) => setPicture(event.target.files?.[0] ?? null)} />
                    <Button size="small" icon="image" onClick={() => file.current?.click()}>
                        {picture ? picture.name : 'Choose a picture'}
                    </Button>
                </div>
            </div>
            {mayAdmin && <Switch label="System administrator" hint="It may do everything on this server. Other bots act as members of the teams they are added to." checked={draft.admin} onChange={(admin) => set({admin})} />}
        </IntegrationForm>
    );
}

function TokensDialog({bot, close}: {bot: Bot; close: () => void}) {
    const dispatch = useAppDispatch();
    const fetch = useCallback(() => allPages((page, size) => Client4.getUserAccessTokensForUser(bot.user_id, page, size)), [bot.user_id]);
    const {list, error, load} = useLoaded<UserAccessToken>(fetch);
    const attempt = useAttempt(load);
    const ask = useAsk();
    const [description, setDescription] = useState('');
    const [made, setMade] = useState('');
    const [problem, setProblem] = useState('');
    const create = async () => {
        try {
            const token = await Client4.createUserAccessToken(bot.user_id, description.trim());
            setMade(token.token ?? '');
            setDescription('');
            setProblem('');
        } catch (failure) {
            setProblem(words(failure, 'The token was not made.'));
        }
        load();
    };
    return (
        <Modal title={`Tokens of ${bot.username}`} onClose={close}>
            {(error || problem) && <Notice tone="bad">{error || problem}</Notice>}
            {made && (
                <Notice tone="good">
                    Copy it now; it is not shown again.
                    <CopyField label="token" value={made} />
                </Notice>
            )}
            {!list && !error ? (
                <Loading />
            ) : (
                <ul className="sessions">
                    {(list ?? []).map((token) => (
                        <li key={token.id}>
                            <Icon name="key" size={18} />
                            <span>
                                <strong>
                                    {token.description || 'Token'} {!token.is_active && <span className="tag">Off</span>}
                                </strong>
                                <small>{token.id}</small>
                            </span>
                            <Menu
                                label={`Actions for ${token.description}`}
                                placement="bottom-end"
                                entries={[
                                    token.is_active
                                        ? {label: 'Switch off', icon: 'close', run: () => void attempt(() => Client4.disableUserAccessToken(token.id), 'Token switched off')}
                                        : {label: 'Switch on', icon: 'check', run: () => void attempt(() => Client4.enableUserAccessToken(token.id), 'Token switched on')},
                                    {label: 'Copy token id', icon: 'copy', run: () => dispatch(copyOut(token.id))},
                                    'line',
                                    {label: 'Delete', icon: 'trash', danger: true, run: () => ask('Delete this token?', 'Programs that use it can no longer log in.', 'Delete token', () => attempt(() => Client4.revokeUserAccessToken(token.id), 'Token deleted'))},
                                ]}
                            >
                                <IconButton icon="more" label={`Actions for ${token.description || 'token'}`} />
                            </Menu>
                        </li>
                    ))}
                </ul>
            )}
            {list?.length === 0 && <p className="field__hint">No token yet. Without one no program can log in as this bot.</p>}
            <form
                className="inline-form"
                onSubmit={(event) => {
                    event.preventDefault();
                    void create();
                }}
            >
                <TextField label="What is it for?" maxLength={255} value={description} onChange={(event) => setDescription(event.target.value)} />
                <Button type="submit" disabled={!description.trim()}>
                    Create token
                </Button>
            </form>
        </Modal>
    );
}

export function Bots() {
    const fetch = useCallback(() => allPages((page, size) => Client4.getBotsIncludeDeleted(page, size)), []);
    const {list, error, load} = useLoaded<Bot>(fetch);
    const attempt = useAttempt(load);
    const ask = useAsk();
    const mayCreate = useAppSelector((state) => state.entities.general.config.EnableBotAccountCreation === 'true' && haveISystemPermission(state, {permission: 'create_bot'}));
    const [editing, setEditing] = useState<BotDraft | null>(null);
    const [tokensOf, setTokensOf] = useState<Bot | null>(null);
    const [made, setMade] = useState<{name: string; token: string} | null>(null);
    const edit = async (bot: Bot) => {
        const user = await Client4.getUser(bot.user_id).catch(() => null);
        setEditing({id: bot.user_id, username: bot.username, display_name: bot.display_name ?? '', description: bot.description ?? '', admin: user?.roles.split(' ').includes('system_admin') ?? false});
    };
    const rows = list?.map((bot): Row => ({
        id: bot.user_id,
        icon: 'bot',
        picture: Client4.getProfilePictureUrl(bot.user_id, bot.update_at),
        title: bot.display_name ? `${bot.display_name} (@${bot.username})` : `@${bot.username}`,
        about: bot.description ?? '',
        tags: bot.delete_at > 0 ? ['Off'] : [],
        off: bot.delete_at > 0,
        facts: [],
        creatorId: bot.owner_id,
        createdAt: bot.create_at,
        onEdit: () => void edit(bot),
        below: (
            <div className="row-actions">
                <Button size="small" icon="key" onClick={() => setTokensOf(bot)}>
                    Tokens
                </Button>
            </div>
        ),
        entries: [
            bot.delete_at > 0
                ? {label: 'Switch on', icon: 'check', run: () => void attempt(() => Client4.enableBot(bot.user_id), `@${bot.username} is on`)}
                : {
                      label: 'Switch off',
                      icon: 'close',
                      danger: true,
                      run: () => ask(`Switch @${bot.username} off?`, 'Its tokens stop working. Its messages stay.', 'Switch off', () => attempt(() => Client4.disableBot(bot.user_id), `@${bot.username} is off`)),
                  },
        ],
    }));
    return (
        <>
            <IntegrationList
                lead="Programs that take part as members: they are added to teams and channels like people."
                what="bots"
                addLabel="Add bot"
                icon="bot"
                empty={mayCreate ? 'A bot is an account a program acts as, with a token to log in.' : 'Bots are made by administrators here.'}
                rows={rows ?? null}
                error={error}
                onRetry={load}
                onAdd={mayCreate ? () => setEditing(NEW) : null}
            />
            {editing && (
                <BotForm
                    draft={editing}
                    close={() => {
                        setEditing(null);
                        load();
                    }}
                    onSaved={(token) => {
                        setEditing(null);
                        setMade(token);
                        load();
                    }}
                />
            )}
            {tokensOf && <TokensDialog bot={tokensOf} close={() => setTokensOf(null)} />}
            {made && (
                <MadeDialog title={`@${made.name} is ready`} close={() => setMade(null)}>
                    <p>With this token a program logs in as the bot. It is shown only now; keep it as you would a password.</p>
                    <CopyField label="token" value={made.token} />
                    <p>Add the bot to this team and its channels, as you add people.</p>
                </MadeDialog>
            )}
        </>
    );
}
