/* Incoming web hooks of a team: addresses to which other programs post messages. */
import type {IncomingWebhook} from '@mattermost/types/integrations';
import {Client4} from 'mattermost-redux/client';
import {useCallback, useState} from 'react';

import {channelName, findChannels} from '@/components/choices';
import {copyOut, CopyField} from '@/components/CopyField';
import {Switch, TextArea, TextField} from '@/components/Field';
import {Picker} from '@/components/Picker';
import {ago} from '@/components/Time';
import {useAppDispatch, useAppSelector} from '@/store';

import {incomingDraft, incomingProblem} from './drafts';
import {allPages, IntegrationForm, IntegrationList, MadeDialog, useAsk, useAttempt, useLoaded} from './parts';
import type {Row} from './parts';
import {SenderFields} from './SenderFields';

function addressOf(hook: IncomingWebhook, site: string | undefined): string {
    return `${(site || window.location.origin).replace(/\/$/, '')}/hooks/${hook.id}`;
}

function HookForm({hook: given, close, onSaved}: {hook: IncomingWebhook; close: () => void; onSaved: (made: IncomingWebhook | null) => void}) {
    const [hook, setHook] = useState(given);
    const set = (change: Partial<IncomingWebhook>) => setHook({...hook, ...change});
    const save = async () => {
        const saved = await (hook.id ? Client4.updateIncomingWebhook(hook) : Client4.createIncomingWebhook(hook));
        onSaved(hook.id ? null : saved);
    };
    return (
        <IntegrationForm title={hook.id ? 'Edit incoming web hook' : 'Add incoming web hook'} action={hook.id ? 'Save' : 'Create'} problem={() => incomingProblem(hook)} save={save} close={close}>
            <TextField label="Title" maxLength={64} value={hook.display_name} onChange={(event) => set({display_name: event.target.value})} />
            <TextArea label="Description" maxLength={500} rows={2} value={hook.description} onChange={(event) => set({description: event.target.value})} />
            <Picker label="Channel" hint="Where messages go unless the sender names another channel." value={hook.channel_id ? [hook.channel_id] : []} find={findChannels} nameOf={channelName} onChange={([id]) => set({channel_id: id ?? ''})} />
            <Switch label="Lock to this channel" hint="The sender cannot name another one." checked={hook.channel_locked} onChange={(channel_locked) => set({channel_locked})} />
            <SenderFields username={hook.username} icon={hook.icon_url} onChange={set} />
        </IntegrationForm>
    );
}

export function IncomingHooks({teamId}: {teamId: string}) {
    const dispatch = useAppDispatch();
    const site = useAppSelector((state) => state.entities.general.config.SiteURL);
    const fetch = useCallback(() => allPages(async (page, size) => (await Client4.getIncomingWebhooks(teamId, page, size)) as IncomingWebhook[]), [teamId]);
    const {list, error, load} = useLoaded(fetch);
    const [editing, setEditing] = useState<IncomingWebhook | null>(null);
    const [made, setMade] = useState<IncomingWebhook | null>(null);
    const attempt = useAttempt(load);
    const ask = useAsk();
    const titleOf = (hook: IncomingWebhook) => hook.display_name || 'Incoming web hook';
    const rows = list?.map((hook): Row => ({
        id: hook.id,
        icon: 'download',
        title: titleOf(hook),
        about: hook.description,
        tags: hook.channel_locked ? ['Locked to channel'] : [],
        facts: [
            {label: 'Address', value: '', copy: addressOf(hook, site)},
            {label: 'Channel', value: channelName(hook.channel_id) ?? 'A channel you are not in'},
            {label: 'Last used', value: hook.last_used ? ago(hook.last_used).replace(/^now$/, 'Just now').replace(/(min|h)$/, '$1 ago') : 'Never'},
        ],
        creatorId: hook.user_id,
        createdAt: hook.create_at,
        onEdit: () => setEditing(hook),
        entries: [
            {label: 'Copy address', icon: 'copy', run: () => dispatch(copyOut(addressOf(hook, site), 'Address copied'))},
            'line',
            {
                label: 'Delete',
                icon: 'trash',
                danger: true,
                run: () => ask(`Delete ${titleOf(hook)}?`, 'Programs that post to its address get an error from now on.', 'Delete', () => attempt(() => Client4.removeIncomingWebhook(hook.id), 'Web hook deleted')),
            },
        ],
    }));
    return (
        <>
            <IntegrationList
                lead="Other programs post messages here by sending JSON to an address."
                what="incoming web hooks"
                addLabel="Add incoming web hook"
                icon="download"
                empty="An incoming web hook is an address to which another program sends messages as JSON."
                rows={rows ?? null}
                error={error}
                onRetry={load}
                onAdd={() => setEditing(incomingDraft(teamId))}
            />
            {editing && (
                <HookForm
                    hook={editing}
                    close={() => setEditing(null)}
                    onSaved={(hook) => {
                        setEditing(null);
                        setMade(hook);
                        load();
                    }}
                />
            )}
            {made && (
                <MadeDialog title="The web hook is ready" close={() => setMade(null)}>
                    <p>Whoever knows this address can post. Keep it as you would a password.</p>
                    <CopyField label="address" value={addressOf(made, site)} />
                    <p>Try it:</p>
                    <CopyField label="example" value={`curl -H 'Content-Type: application/json' -d '{"text": "Hello"}' ${addressOf(made, site)}`} />
                </MadeDialog>
            )}
        </>
    );
}
