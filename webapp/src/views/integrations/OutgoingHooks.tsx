/* Outgoing web hooks of a team: other programs are told when somebody writes. */
import type {OutgoingWebhook} from '@mattermost/types/integrations';
import {Client4} from 'mattermost-redux/client';
import {useCallback, useState} from 'react';

import {channelName, findChannels} from '@/components/choices';
import {CopyField} from '@/components/CopyField';
import {RadioGroup, Select, TextArea, TextField} from '@/components/Field';
import {Picker} from '@/components/Picker';

import {lines, outgoingDraft, outgoingProblem} from './drafts';
import {allPages, IntegrationForm, IntegrationList, MadeDialog, useAsk, useAttempt, useLoaded} from './parts';
import type {Row} from './parts';
import {SenderFields} from './SenderFields';

function HookForm({hook: given, close, onSaved}: {hook: OutgoingWebhook; close: () => void; onSaved: (made: OutgoingWebhook | null) => void}) {
    const [hook, setHook] = useState(given);
    const [triggers, setTriggers] = useState(given.trigger_words.join('\n'));
    const [urls, setUrls] = useState(given.callback_urls.join('\n'));
    const set = (change: Partial<OutgoingWebhook>) => setHook({...hook, ...change});
    const whole = (): OutgoingWebhook => ({...hook, trigger_words: lines(triggers), callback_urls: lines(urls)});
    const save = async () => {
        const saved = await (hook.id ? Client4.updateOutgoingWebhook(whole()) : Client4.createOutgoingWebhook(whole()));
        onSaved(hook.id ? null : saved);
    };
    return (
        <IntegrationForm title={hook.id ? 'Edit outgoing web hook' : 'Add outgoing web hook'} action={hook.id ? 'Save' : 'Create'} problem={() => outgoingProblem(whole())} save={save} close={close}>
            <TextField label="Title" maxLength={64} value={hook.display_name} onChange={(event) => set({display_name: event.target.value})} />
            <TextArea label="Description" maxLength={500} rows={2} value={hook.description} onChange={(event) => set({description: event.target.value})} />
            <Picker label="Channel" optional hint="A public channel to listen to. Without one, it listens to all public channels for its words." placeholder="All public channels" value={hook.channel_id ? [hook.channel_id] : []} find={findChannels} nameOf={channelName} onChange={([id]) => set({channel_id: id ?? ''})} />
            <TextArea label="Words that set it off" hint="One a line. In a channel of its own, none means every message." rows={2} value={triggers} onChange={(event) => setTriggers(event.target.value)} />
            {lines(triggers).length > 0 && (
                <RadioGroup
                    label="When"
                    value={String(hook.trigger_when)}
                    choices={[
                        {value: '0', label: 'The first word of the message is one of them'},
                        {value: '1', label: 'The message begins with one of them'},
                    ]}
                    onChange={(value) => set({trigger_when: Number(value)})}
                />
            )}
            <TextArea label="Addresses to call" hint="One a line." rows={2} value={urls} onChange={(event) => setUrls(event.target.value)} />
            <Select
                label="Form of the call"
                value={hook.content_type || 'application/x-www-form-urlencoded'}
                choices={[
                    {value: 'application/json', label: 'application/json'},
                    {value: 'application/x-www-form-urlencoded', label: 'application/x-www-form-urlencoded'},
                ]}
                onChange={(event) => set({content_type: event.target.value})}
            />
            <SenderFields username={hook.username} icon={hook.icon_url} onChange={set} />
        </IntegrationForm>
    );
}

export function OutgoingHooks({teamId}: {teamId: string}) {
    const fetch = useCallback(() => allPages((page, size) => Client4.getOutgoingWebhooks('', teamId, page, size)), [teamId]);
    const {list, error, load} = useLoaded<OutgoingWebhook>(fetch);
    const [editing, setEditing] = useState<OutgoingWebhook | null>(null);
    const [made, setMade] = useState<OutgoingWebhook | null>(null);
    const attempt = useAttempt(load);
    const ask = useAsk();
    const titleOf = (hook: OutgoingWebhook) => hook.display_name || 'Outgoing web hook';
    const rows = list?.map((hook): Row => ({
        id: hook.id,
        icon: 'forward',
        title: titleOf(hook),
        about: hook.description,
        facts: [
            {label: 'Listens to', value: hook.channel_id ? (channelName(hook.channel_id) ?? 'A channel you are not in') : 'All public channels'},
            ...(hook.trigger_words?.length ? [{label: hook.trigger_when === 1 ? 'Begins with' : 'First word', value: hook.trigger_words.join(', ')}] : []),
            {label: 'Calls', value: hook.callback_urls.join(', ')},
            {label: 'Token', value: '', copy: hook.token},
        ],
        creatorId: hook.creator_id,
        createdAt: hook.create_at,
        onEdit: () => setEditing({...hook, trigger_words: hook.trigger_words ?? []}),
        entries: [
            {
                label: 'New token',
                icon: 'refresh',
                run: () => ask('Make a new token?', 'The old one is no longer sent. The receiver has to be told the new one.', 'New token', () => attempt(() => Client4.regenOutgoingHookToken(hook.id), 'There is a new token')),
            },
            'line',
            {
                label: 'Delete',
                icon: 'trash',
                danger: true,
                run: () => ask(`Delete ${titleOf(hook)}?`, 'Its addresses are no longer called.', 'Delete', () => attempt(() => Client4.removeOutgoingWebhook(hook.id), 'Web hook deleted')),
            },
        ],
    }));
    return (
        <>
            <IntegrationList
                lead="Other programs are called when somebody writes, and may answer."
                what="outgoing web hooks"
                addLabel="Add outgoing web hook"
                icon="forward"
                empty="An outgoing web hook calls another program when somebody writes in a channel or uses a word."
                rows={rows ?? null}
                error={error}
                onRetry={load}
                onAdd={() => setEditing(outgoingDraft(teamId))}
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
                    <p>Each call carries this token. The receiver checks it to know that the call is from here.</p>
                    <CopyField label="token" value={made.token} />
                </MadeDialog>
            )}
        </>
    );
}
