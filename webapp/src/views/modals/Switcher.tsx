/* Ctrl-K: go to any channel, person or team by a few letters. */
import type {Channel} from '@mattermost/types/channels';
import type {UserProfile} from '@mattermost/types/users';
import {autocompleteChannels} from 'mattermost-redux/actions/channels';
import {autocompleteUsers} from 'mattermost-redux/actions/users';
import {getMyTeams} from 'mattermost-redux/selectors/entities/teams';
import {makeGetChannelUnreadCount} from 'mattermost-redux/selectors/entities/channels';
import {getFullName} from 'mattermost-redux/utils/user_utils';
import {useEffect, useMemo, useRef, useState} from 'react';
import type {KeyboardEvent} from 'react';

import {goTo, join, openDirect} from '@/app/channelActions';
import {navigate} from '@/app/navigation';
import {Avatar} from '@/components/Avatar';
import {Icon} from '@/components/Icon';
import {Modal} from '@/components/Modal';
import {useAppDispatch, useAppSelector} from '@/store';
import {channelTitle, nameOfUser, teammateId} from '@/store/names';
import type {AppState} from '@/store/types';
import {rank} from '@/views/composer/trigger';

import type {ModalProps} from './Modals';

interface Goal {
    key: string;
    kind: 'channel' | 'user' | 'team' | 'view';
    title: string;
    detail: string;
    keys: string[];
    weight: number;
    userId?: string;
    channel?: Channel;
    user?: UserProfile;
    path?: string;
    unread?: boolean;
    mentions?: number;
}

const unreadOf = makeGetChannelUnreadCount();

function channelGoals(state: AppState): Goal[] {
    const {channels, users, teams} = state.entities;
    const team = teams.currentTeamId;
    return Object.values(channels.channels)
        .filter((channel) => (channel.team_id === team || channel.team_id === '') && (channels.myMembers[channel.id] || (channel.type === 'O' && channel.delete_at === 0)))
        .map((channel): Goal => {
            const member = Boolean(channels.myMembers[channel.id]);
            const title = channelTitle(state, channel);
            const other = channel.type === 'D' ? teammateId(channel, users.currentUserId) : '';
            const user = users.profiles[other];
            const unread = member ? unreadOf(state, channel.id) : {showUnread: false, mentions: 0};
            return {
                key: channel.id,
                kind: 'channel',
                title,
                detail: channel.type === 'D' ? (user ? `@${user.username}` : '') : member ? (channel.delete_at > 0 ? 'archived' : '') : 'not joined',
                keys: [title, channel.type === 'D' ? (user?.username ?? '') : channel.name, user ? getFullName(user) : ''].filter(Boolean),
                weight: (member ? 0 : 2) + (channel.delete_at > 0 ? 3 : 0) - (unread.mentions > 0 ? 2 : unread.showUnread ? 1 : 0),
                channel,
                unread: unread.showUnread,
                mentions: unread.mentions,
                ...(other ? {userId: other} : {}),
            };
        });
}

function userGoals(state: AppState): Goal[] {
    const {users, channels} = state.entities;
    const known = new Set(Object.values(channels.channels).filter((channel) => channel.type === 'D' && channels.myMembers[channel.id]).map((channel) => teammateId(channel, users.currentUserId)));
    return Object.values(users.profiles)
        .filter((user) => user.delete_at === 0 && !known.has(user.id))
        .map((user): Goal => ({
            key: user.id,
            kind: 'user',
            title: nameOfUser(state, user),
            detail: `@${user.username}`,
            keys: [user.username, getFullName(user), user.nickname].filter(Boolean),
            weight: 1,
            userId: user.id,
            user,
        }));
}

function otherGoals(state: AppState): Goal[] {
    const team = state.entities.teams.teams[state.entities.teams.currentTeamId];
    const views: Goal[] = team ? [{key: 'threads', kind: 'view', title: 'Threads', detail: 'followed threads', keys: ['threads'], weight: 1, path: `/${team.name}/threads`}] : [];
    const teams = getMyTeams(state)
        .filter((one) => one.id !== team?.id)
        .map((one): Goal => ({key: one.id, kind: 'team', title: one.display_name, detail: 'team', keys: [one.display_name, one.name], weight: 2, path: `/${one.name}`}));
    return [...views, ...teams];
}

export function findGoals(goals: Goal[], term: string, recency: (goal: Goal) => number, limit: number): Goal[] {
    const wanted = term.trim().replace(/^[@~#]/, '');
    return goals
        .map((goal) => ({goal, score: rank(goal.keys, wanted)}))
        .filter((entry) => entry.score !== null)
        .sort((a, b) => {
            const byScore = wanted ? Math.floor(a.score ?? 9) - Math.floor(b.score ?? 9) : 0;
            return byScore || a.goal.weight - b.goal.weight || recency(b.goal) - recency(a.goal) || (a.score ?? 9) - (b.score ?? 9);
        })
        .slice(0, limit)
        .map((entry) => entry.goal);
}

function GoalIcon({goal}: {goal: Goal}) {
    if (goal.userId) {
        return <Avatar userId={goal.userId} size={24} presence />;
    }
    const type = goal.channel?.type;
    return <Icon name={goal.kind === 'team' ? 'compass' : goal.kind === 'view' ? 'thread' : type === 'P' ? 'lock' : type === 'G' ? 'users' : 'hash'} size={18} />;
}

export function Switcher({close}: ModalProps<'switcher'>) {
    const dispatch = useAppDispatch();
    const [term, setTerm] = useState('');
    const [active, setActive] = useState(0);
    const list = useRef<HTMLUListElement>(null);
    const state = useAppSelector((whole) => whole);
    const teamId = state.entities.teams.currentTeamId;
    const currentId = state.entities.channels.currentChannelId;
    const goals = useMemo(() => {
        const all = [...channelGoals(state).filter((goal) => term || (goal.key !== currentId && goal.detail !== 'not joined')), ...(term ? userGoals(state) : []), ...(term ? otherGoals(state) : [])];
        const members = state.entities.channels.myMembers;
        return findGoals(all, term, (goal) => Math.max(members[goal.key]?.last_viewed_at ?? 0, goal.channel?.last_post_at ?? 0), 12);
        // The store as a whole changes all the time; the list follows what it is made of.
        // eslint-disable-next-line react-hooks/exhaustive-deps
    }, [term, currentId, state.entities.channels, state.entities.users.profiles, state.entities.teams]);
    useEffect(() => {
        const wanted = term.trim().replace(/^[@~#]/, '');
        if (!wanted) {
            return undefined;
        }
        const timer = window.setTimeout(() => {
            void dispatch(autocompleteUsers(wanted));
            void dispatch(autocompleteChannels(teamId, wanted));
        }, 120);
        return () => window.clearTimeout(timer);
    }, [dispatch, teamId, term]);
    useEffect(() => {
        list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({block: 'nearest'});
    }, [active]);
    const go = async (goal: Goal | undefined) => {
        if (!goal) {
            return;
        }
        close();
        if (goal.path) {
            navigate(goal.path);
        } else if (goal.user) {
            await dispatch(openDirect([goal.user.id]));
        } else if (goal.channel) {
            if (state.entities.channels.myMembers[goal.channel.id] || (await dispatch(join(goal.channel)))) {
                dispatch(goTo(goal.channel));
            }
        }
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            setActive((active + (event.key === 'ArrowDown' ? 1 : goals.length - 1)) % Math.max(1, goals.length));
        } else if (event.key === 'Enter') {
            event.preventDefault();
            void go(goals[active]);
        }
    };
    return (
        <Modal title="Jump to a conversation" onClose={close} hideTitle>
            <div className="switcher">
                <div className="switcher__field">
                    <Icon name="search" size={18} />
                    <input
                        className="switcher__input"
                        type="text"
                        // At once, or what is typed behind the shortcut would go where the focus was.
                        autoFocus
                        value={term}
                        placeholder="Jump to a channel, person or team"
                        aria-label="Jump to a channel, person or team"
                        role="combobox"
                        aria-expanded={goals.length > 0}
                        aria-controls="switcher-list"
                        aria-autocomplete="list"
                        aria-activedescendant={goals[active] ? `goal-${active}` : undefined}
                        onChange={(event) => {
                            setTerm(event.target.value);
                            setActive(0);
                        }}
                        onKeyDown={onKeyDown}
                    />
                    <kbd>Esc</kbd>
                </div>
                <ul className="switcher__list" id="switcher-list" role="listbox" aria-label="Conversations" ref={list}>
                    {goals.map((goal, index) => (
                        // The keyboard reaches the options through the field, as the listbox pattern has it.
                        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
                        <li
                            key={goal.key}
                            id={`goal-${index}`}
                            role="option"
                            aria-selected={index === active}
                            className={`goal ${index === active ? 'goal--active' : ''} ${goal.unread ? 'goal--unread' : ''}`}
                            onMouseMove={() => setActive(index)}
                            onClick={() => void go(goal)}
                        >
                            <span className="goal__icon">
                                <GoalIcon goal={goal} />
                            </span>
                            <span className="goal__title">{goal.title}</span>
                            <span className="goal__detail">{goal.detail}</span>
                            {(goal.mentions ?? 0) > 0 && <span className="badge">{goal.mentions}</span>}
                        </li>
                    ))}
                </ul>
                {goals.length === 0 && <p className="switcher__none">Nothing here is called “{term}”.</p>}
            </div>
        </Modal>
    );
}
