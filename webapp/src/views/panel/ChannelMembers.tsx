/* The people of a channel, and what may be done with each. */
import type {UserProfile} from '@mattermost/types/users';
import {getChannelMembers, getChannelStats, removeChannelMember, updateChannelMemberSchemeRoles} from 'mattermost-redux/actions/channels';
import {getProfilesInChannel, getStatusesByIds} from 'mattermost-redux/actions/users';
import {haveIChannelPermission} from 'mattermost-redux/selectors/entities/roles';
import {useEffect, useMemo, useState} from 'react';

import {openDirect} from '@/app/channelActions';
import {Avatar} from '@/components/Avatar';
import {Button, IconButton} from '@/components/Button';
import {Menu} from '@/components/Menu';
import type {MenuEntry} from '@/components/Menu';
import {ProfilePopover} from '@/components/Profile';
import {Empty, Loading} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {nameOfUser} from '@/store/names';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';
import {sortByRank} from '@/views/composer/trigger';

const PAGE = 100;
const NOBODY = new Set<string>();

function MemberRow({user, channelId}: {user: UserProfile; channelId: string}) {
    const dispatch = useAppDispatch();
    const name = useAppSelector((state) => nameOfUser(state, user));
    const channel = useAppSelector((state) => state.entities.channels.channels[channelId]);
    const member = useAppSelector((state) => state.entities.channels.membersInChannel[channelId]?.[user.id]);
    const isMe = useAppSelector((state) => state.entities.users.currentUserId === user.id);
    const may = (permission: string) => (state: Parameters<typeof haveIChannelPermission>[0]) => haveIChannelPermission(state, channel?.team_id, channelId, permission);
    const mayManage = useAppSelector(may(channel?.type === 'P' ? 'manage_private_channel_members' : 'manage_public_channel_members'));
    const mayRole = useAppSelector(may('manage_channel_roles'));
    const admin = Boolean(member?.scheme_admin);
    const report = (result: Result) => result.error && dispatch(say(result.error.message ?? 'That did not work.', 'bad'));
    const remove = async () => {
        report(await dispatch(removeChannelMember(channelId, user.id)));
        void dispatch(getChannelStats(channelId));
    };
    const entries: MenuEntry[] = [
        !isMe && {label: 'Message', icon: 'send', run: () => void dispatch(openDirect([user.id]))},
        mayRole && channel?.type !== 'G' && {
            label: admin ? 'Make an ordinary member' : 'Make channel admin',
            icon: 'shield',
            run: () => void dispatch(updateChannelMemberSchemeRoles(channelId, user.id, true, !admin)).then(report),
        },
        mayManage && !isMe && channel?.type !== 'G' && channel?.name !== 'town-square' && {label: 'Remove from channel', icon: 'trash', danger: true, run: () => void remove()},
    ];
    return (
        <li className="member-row">
            <ProfilePopover userId={user.id}>
                <button type="button" className="member-row__who">
                    <Avatar userId={user.id} size={32} presence />
                    <span>
                        <strong>
                            {name}
                            {isMe && ' (you)'}
                        </strong>
                        <small>
                            @{user.username}
                            {user.position && ` · ${user.position}`}
                        </small>
                    </span>
                </button>
            </ProfilePopover>
            {user.is_bot && <span className="tag">Bot</span>}
            {admin && <span className="tag tag--accent">Admin</span>}
            {entries.some(Boolean) && (
                <Menu label={`Actions for ${name}`} entries={entries} placement="bottom-end">
                    <IconButton icon="more" label={`Actions for ${name}`} />
                </Menu>
            )}
        </li>
    );
}

export function ChannelMembers({channelId}: {channelId: string}) {
    const dispatch = useAppDispatch();
    const [term, setTerm] = useState('');
    const [loading, setLoading] = useState(true);
    const [page, setPage] = useState(0);
    const [more, setMore] = useState(false);
    const channel = useAppSelector((state) => state.entities.channels.channels[channelId]);
    const ids = useAppSelector((state) => state.entities.users.profilesInChannel[channelId] ?? NOBODY);
    const profiles = useAppSelector((state) => state.entities.users.profiles);
    const statuses = useAppSelector((state) => state.entities.users.statuses);
    const total = useAppSelector((state) => state.entities.channels.stats[channelId]?.member_count);
    useEffect(() => {
        let current = true;
        void Promise.all([dispatch(getProfilesInChannel(channelId, page, PAGE)), dispatch(getChannelMembers(channelId, page, PAGE))]).then(([result]: [Result<UserProfile[]>, Result]) => {
            if (!current) {
                return;
            }
            setLoading(false);
            setMore((result.data?.length ?? 0) >= PAGE);
            if (result.data && result.data.length > 0) {
                void dispatch(getStatusesByIds(result.data.map((user) => user.id)));
            }
        });
        return () => {
            current = false;
        };
    }, [channelId, dispatch, page]);
    const people = useMemo(() => {
        const list = [...ids].map((id) => profiles[id]).filter((user): user is UserProfile => user !== undefined && user.delete_at === 0);
        const there = (user: UserProfile) => (['online', 'dnd', 'away'].includes(statuses[user.id] ?? '') ? 0 : 1);
        list.sort((a, b) => there(a) - there(b) || a.username.localeCompare(b.username));
        return term ? sortByRank(list, (user) => [user.username, user.nickname, user.first_name, user.last_name].filter(Boolean), term, 200) : list;
    }, [ids, profiles, statuses, term]);
    const mayAdd = channel && (channel.type === 'O' || channel.type === 'P') && channel.delete_at === 0;
    return (
        <div className="members">
            <div className="members__top">
                <input className="input" type="search" placeholder={total ? `Search ${total} members` : 'Search members'} aria-label="Search members" value={term} onChange={(event) => setTerm(event.target.value)} />
                {mayAdd && (
                    <Button icon="user-plus" tone="primary" onClick={() => dispatch(openModal({kind: 'add-members', channelId}))}>
                        Add
                    </Button>
                )}
            </div>
            {loading && people.length === 0 ? (
                <Loading />
            ) : people.length === 0 ? (
                <Empty icon="users" title="Nobody found" />
            ) : (
                <ul className="members__list">
                    {people.map((user) => (
                        <MemberRow key={user.id} user={user} channelId={channelId} />
                    ))}
                    {more && !term && (
                        <li className="members__more">
                            <Button onClick={() => setPage(page + 1)}>Load more</Button>
                        </li>
                    )}
                </ul>
            )}
        </div>
    );
}
