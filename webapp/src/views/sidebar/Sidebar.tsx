/* The list of channels on the left, in categories. */
import type {Channel} from '@mattermost/types/channels';
import type {ChannelCategory} from '@mattermost/types/channel_categories';
import {makeGetCategoriesForTeam, makeGetChannelsByCategory} from 'mattermost-redux/selectors/entities/channel_categories';
import {getUnreadChannelIds} from 'mattermost-redux/selectors/entities/channels';
import {isCollapsedThreadsEnabled} from 'mattermost-redux/selectors/entities/preferences';
import {haveICurrentTeamPermission} from 'mattermost-redux/selectors/entities/roles';
import {getThreadCountsInCurrentTeam} from 'mattermost-redux/selectors/entities/threads';
import {useMemo} from 'react';
import {NavLink} from 'react-router-dom';

import {IconButton} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {Menu} from '@/components/Menu';
import {Empty} from '@/components/states';
import {menuEntries} from '@/plugins/menu';
import {Slot, useParts} from '@/plugins/Slot';
import {useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {openPanel} from '@/store/panel';
import {setUnreadOnly} from '@/store/views';
import {DraftsLink} from '@/views/drafts/DraftsLink';

import {Category} from './Category';
import {TeamMenu} from './TeamMenu';

function ThreadsLink({teamName}: {teamName: string}) {
    const counts = useAppSelector(getThreadCountsInCurrentTeam);
    const unread = (counts?.total_unread_threads ?? 0) > 0;
    const mentions = counts?.total_unread_mentions ?? 0;
    return (
        <NavLink to={`/${teamName}/threads`} className={`channel-link ${unread ? 'channel-link--unread' : ''}`} activeClassName="channel-link--active">
            <span className="channel-link__lead">
                <Icon name="thread" size={17} />
            </span>
            <span className="channel-link__name">Threads</span>
            {mentions > 0 && <span className="badge">{mentions}</span>}
        </NavLink>
    );
}

export function Sidebar({teamId, teamName}: {teamId: string; teamName: string}) {
    const dispatch = useAppDispatch();
    const categoriesOf = useMemo(makeGetCategoriesForTeam, []);
    const channelsOf = useMemo(makeGetChannelsByCategory, []);
    const categories = useAppSelector((state) => categoriesOf(state, teamId));
    const byCategory = useAppSelector((state) => channelsOf(state, teamId)) as Record<string, Channel[]>;
    const unreadOnly = useAppSelector((state) => state.views.shell.unreadOnly);
    const unreadIds = useAppSelector((state) => getUnreadChannelIds(state));
    const currentId = useAppSelector((state) => state.entities.channels.currentChannelId);
    const threads = useAppSelector(isCollapsedThreadsEnabled);
    const mayCreate = useAppSelector((state) => haveICurrentTeamPermission(state, 'create_public_channel') || haveICurrentTeamPermission(state, 'create_private_channel'));
    const addParts = useParts('SidebarBrowseOrAddChannelMenu');
    const shownIn = (category: ChannelCategory): Channel[] => {
        const list = byCategory[category.id] ?? [];
        return unreadOnly ? list.filter((channel) => unreadIds.includes(channel.id) || channel.id === currentId) : list;
    };
    const shown = categories.filter((category) => (unreadOnly ? shownIn(category).length > 0 : category.type !== 'favorites' || shownIn(category).length > 0));
    return (
        <nav className="sidebar" aria-label="Channels">
            <header className="sidebar__head">
                <TeamMenu teamId={teamId} />
                <IconButton icon="filter" label={unreadOnly ? 'Show all channels' : 'Show unread only'} active={unreadOnly} aria-pressed={unreadOnly} onClick={() => dispatch(setUnreadOnly(!unreadOnly))} />
                <Menu
                    label="Add"
                    placement="bottom-end"
                    entries={[
                        {label: 'Browse channels', icon: 'compass', run: () => dispatch(openModal({kind: 'browse-channels'}))},
                        mayCreate && {label: 'Create channel', icon: 'hash', run: () => dispatch(openModal({kind: 'create-channel'}))},
                        {label: 'New conversation', icon: 'edit', run: () => dispatch(openModal({kind: 'direct'}))},
                        {label: 'Create category', icon: 'list', run: () => dispatch(openModal({kind: 'category'}))},
                        'line',
                        {label: 'Invite people', icon: 'user-plus', run: () => dispatch(openModal({kind: 'invite'}))},
                        ...menuEntries(addParts, {where: 'the menu for adding channels'}),
                    ]}
                >
                    <IconButton icon="plus" label="Add channels or people" />
                </Menu>
            </header>
            <button type="button" className="jump-box" onClick={() => dispatch(openModal({kind: 'switcher'}))}>
                <Icon name="search" size={15} />
                <span>Jump to…</span>
                <kbd>{navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl '}K</kbd>
            </button>
            <Slot name="LeftSidebarHeader" wrap={(part, inside) => <div key={part.id} className="sidebar__plugin">{inside}</div>} />
            <div className="sidebar__scroll" tabIndex={-1}>
                <div className="sidebar__fixed">
                    {threads && <ThreadsLink teamName={teamName} />}
                    <DraftsLink teamName={teamName} teamId={teamId} />
                    <button type="button" className="channel-link" onClick={() => dispatch(openPanel({kind: 'mentions'}))}>
                        <span className="channel-link__lead">
                            <Icon name="at" size={17} />
                        </span>
                        <span className="channel-link__name">Mentions</span>
                    </button>
                    <button type="button" className="channel-link" onClick={() => dispatch(openPanel({kind: 'saved'}))}>
                        <span className="channel-link__lead">
                            <Icon name="bookmark" size={17} />
                        </span>
                        <span className="channel-link__name">Saved</span>
                    </button>
                </div>
                {unreadOnly && shown.length === 0 && (
                    <Empty icon="check" title="All read">
                        Nothing new in any channel.
                    </Empty>
                )}
                {shown.map((category) => (
                    <Category key={category.id} category={category} channels={shownIn(category)} unreadOnly={unreadOnly} />
                ))}
            </div>
        </nav>
    );
}
