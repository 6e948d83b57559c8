/* The beginning of a channel: what it is, and what to do first. */
import type {Channel} from '@mattermost/types/channels';

import {Avatar} from '@/components/Avatar';
import {Button} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {Markdown} from '@/markdown/Markdown';
import {useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {channelTitle, nameOf, teammateId} from '@/store/names';

export function Intro({channel}: {channel: Channel}) {
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
                </div>
            )}
        </div>
    );
}
