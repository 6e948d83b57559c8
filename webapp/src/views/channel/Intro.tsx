/* The beginning of a channel: what it is, and what to do first. */
import type {Channel} from '@mattermost/types/channels';

import type {ReactNode} from 'react';

import {Avatar} from '@/components/Avatar';
import {Button} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {Markdown} from '@/markdown/Markdown';
import {act, ask} from '@/plugins/faults';
import {iconOf, labelOf} from '@/plugins/menu';
import {Part, useParts} from '@/plugins/Slot';
import {store, useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {channelTitle, nameOf, teammateId} from '@/store/names';

function PluginButtons({channel}: {channel: Channel}) {
    const parts = useParts('ChannelIntroButton');
    return (
        <>
            {parts.map((part) => (
                <Button key={part.id} onClick={() => act(part.pluginId, 'the beginning of a channel', part.action, channel, store.getState().entities.channels.myMembers[channel.id])}>
                    {iconOf(part)}
                    {labelOf(part)}
                </Button>
            ))}
        </>
    );
}

/** The beginning of a channel as a plugin draws it, or else as usual. */
export function Intro({channel}: {channel: Channel}) {
    const parts = useParts('ChannelIntro');
    const usual: ReactNode = <UsualIntro channel={channel} />;
    const part = parts.find((one) => ask(one.pluginId, 'its choice of channels', () => Boolean((one['matcher'] as (candidate: Channel) => unknown)(channel)), false));
    return part?.component ? <Part pluginId={part.pluginId} where="the beginning of a channel" component={part.component} fallback={usual} given={{channel}} /> : usual;
}

function UsualIntro({channel}: {channel: Channel}) {
    const dispatch = useAppDispatch();
    const title = useAppSelector((state) => channelTitle(state, channel));
    const myId = useAppSelector((state) => state.entities.users.currentUserId);
    const creator = useAppSelector((state) => (channel.creator_id && state.entities.users.profiles[channel.creator_id] ? nameOf(state, channel.creator_id) : ''));
    if (channel.type === 'D') {
        const other = teammateId(channel, myId);
        return (
            <div className="intro">
                <Avatar userId={other} size={64} presence />
                <h2>{title}</h2>
                <p>{other === myId ? 'Your own corner: notes, drafts, links. Nobody else can see it.' : `This is the start of your conversation with ${title}.`}</p>
            </div>
        );
    }
    if (channel.type === 'G') {
        return (
            <div className="intro">
                <span className="intro__mark">
                    <Icon name="users" size={30} />
                </span>
                <h2>{title}</h2>
                <p>This is the start of your group conversation.</p>
            </div>
        );
    }
    return (
        <div className="intro">
            <span className="intro__mark">
                <Icon name={channel.type === 'P' ? 'lock' : 'hash'} size={30} />
            </span>
            <h2>{title}</h2>
            <p>
                This is the start of the {channel.type === 'P' ? 'private ' : ''}channel
                {creator ? `, created by ${creator}` : ''} on {new Date(channel.create_at).toLocaleDateString(undefined, {dateStyle: 'long'})}.
            </p>
            {channel.purpose && (
                <p className="intro__purpose">
                    <Markdown inline text={channel.purpose} />
                </p>
            )}
            {channel.delete_at === 0 && (
                <div className="intro__actions">
                    <Button icon="user-plus" onClick={() => dispatch(openModal({kind: 'add-members', channelId: channel.id}))}>
                        Add people
                    </Button>
                    <Button icon="edit" onClick={() => dispatch(openModal({kind: 'edit-channel', channelId: channel.id}))}>
                        {channel.purpose ? 'Edit channel' : 'Set a purpose'}
                    </Button>
                    <PluginButtons channel={channel} />
                </div>
            )}
        </div>
    );
}
