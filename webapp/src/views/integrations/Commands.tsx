/* Slash commands of a team that another program answers. */
import type {Command} from '@mattermost/types/integrations';
import {Client4} from 'mattermost-redux/client';
import {useCallback, useState} from 'react';

import {CopyField} from '@/components/CopyField';
import {Select, Switch, TextArea, TextField} from '@/components/Field';

import {commandDraft, commandProblem} from './drafts';
import {IntegrationForm, IntegrationList, MadeDialog, useAsk, useAttempt, useLoaded} from './parts';
import type {Row} from './parts';
import {SenderFields} from './SenderFields';

function CommandForm({command: given, close, onSaved}: {command: Command; close: () => void; onSaved: (made: Command | null) => void}) {
    const [command, setCommand] = useState(given);
    const set = (change: Partial<Command>) => setCommand({...command, ...change});
    const save = async () => {
        const saved = await (command.id ? Client4.editCommand(command) : Client4.addCommand(command));
        onSaved(command.id ? null : saved);
    };
    return (
        <IntegrationForm title={command.id ? 'Edit slash command' : 'Add slash command'} action={command.id ? 'Save' : 'Create'} problem={() => commandProblem(command)} save={save} close={close}>
            <TextField label="Title" maxLength={64} value={command.display_name} onChange={(event) => set({display_name: event.target.value})} />
            <TextArea label="Description" maxLength={128} rows={2} value={command.description} onChange={(event) => set({description: event.target.value})} />
            <TextField label="Word after the slash" hint={`People type /${command.trigger || 'word'}.`} maxLength={128} value={command.trigger} onChange={(event) => set({trigger: event.target.value.toLowerCase().replace(/^\//, '')})} />
            <TextField label="Address to call" type="url" maxLength={1024} placeholder="https://" value={command.url} onChange={(event) => set({url: event.target.value.trim()})} />
            <Select
                label="Method"
                value={command.method || 'P'}
                choices={[
                    {value: 'P', label: 'POST'},
                    {value: 'G', label: 'GET'},
                ]}
                onChange={(event) => set({method: event.target.value as Command['method']})}
            />
            <Switch label="Offer it while typing" hint="It appears in the list after a slash." checked={command.auto_complete} onChange={(auto_complete) => set({auto_complete})} />
            {command.auto_complete && (
                <div className="pair">
                    <TextField label="Hint for what follows" placeholder="[branch]" maxLength={1024} value={command.auto_complete_hint} onChange={(event) => set({auto_complete_hint: event.target.value})} />
                    <TextField label="What the list says" maxLength={1024} value={command.auto_complete_desc} onChange={(event) => set({auto_complete_desc: event.target.value})} />
                </div>
            )}
            <SenderFields username={command.username} icon={command.icon_url} onChange={set} />
        </IntegrationForm>
    );
}

export function Commands({teamId}: {teamId: string}) {
    const fetch = useCallback(() => Client4.getCustomTeamCommands(teamId), [teamId]);
    const {list, error, load} = useLoaded<Command>(fetch);
    const [editing, setEditing] = useState<Command | null>(null);
    const [made, setMade] = useState<Command | null>(null);
    const attempt = useAttempt(load);
    const ask = useAsk();
    const rows = list
        ?.filter((command) => command.id)
        .map((command): Row => ({
            id: command.id,
            icon: 'code',
            title: command.display_name || `/${command.trigger}`,
            about: command.description,
            tags: command.auto_complete ? [] : ['Not offered while typing'],
            facts: [
                {label: 'Command', value: [`/${command.trigger}`, command.auto_complete_hint].filter(Boolean).join(' ')},
                {label: 'Calls', value: `${command.method === 'G' ? 'GET' : 'POST'} ${command.url}`},
                {label: 'Token', value: '', copy: command.token},
            ],
            creatorId: command.creator_id,
            createdAt: command.create_at,
            onEdit: () => setEditing(command),
            entries: [
                {
                    label: 'New token',
                    icon: 'refresh',
                    run: () => ask('Make a new token?', 'The old one is no longer sent. The receiver has to be told the new one.', 'New token', () => attempt(() => Client4.regenCommandToken(command.id), 'There is a new token')),
                },
                'line',
                {
                    label: 'Delete',
                    icon: 'trash',
                    danger: true,
                    run: () => ask(`Delete /${command.trigger}?`, 'Nobody in the team can use it any more.', 'Delete', () => attempt(() => Client4.deleteCommand(command.id), 'Command deleted')),
                },
            ],
        }));
    return (
        <>
            <IntegrationList
                lead="Words after a slash that another program answers."
                what="slash commands"
                addLabel="Add slash command"
                icon="code"
                empty="A slash command sends what was typed after it to another program and shows the answer."
                rows={rows ?? null}
                error={error}
                onRetry={load}
                onAdd={() => setEditing(commandDraft(teamId))}
            />
            {editing && (
                <CommandForm
                    command={editing}
                    close={() => setEditing(null)}
                    onSaved={(command) => {
                        setEditing(null);
                        setMade(command);
                        load();
                    }}
                />
            )}
            {made && (
                <MadeDialog title={`/${made.trigger} is ready`} close={() => setMade(null)}>
                    <p>Each call carries this token. The receiver checks it to know that the call is from here.</p>
                    <CopyField label="token" value={made.token} />
                </MadeDialog>
            )}
        </>
    );
}
