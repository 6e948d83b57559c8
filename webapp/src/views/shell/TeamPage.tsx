/* Everything of one team: strip, sidebar, middle, panel. Works out what the address means. */
import type {Channel} from '@mattermost/types/channels';
import type {Post} from '@mattermost/types/posts';
import type {Team} from '@mattermost/types/teams';
import {getChannelAndMyMember, getChannelByNameAndTeamName} from 'mattermost-redux/actions/channels';
import {getPost as fetchPost} from 'mattermost-redux/actions/posts';
import {selectTeam} from 'mattermost-redux/actions/teams';
import {getUserByUsername} from 'mattermost-redux/actions/users';
import {getRedirectChannelNameForTeam} from 'mattermost-redux/selectors/entities/channels';
import {isCollapsedThreadsEnabled} from 'mattermost-redux/selectors/entities/preferences';
import {lazy, Suspense, useEffect, useState} from 'react';
import {Redirect, Route, Switch, useHistory, useParams} from 'react-router-dom';

import {join, openDirect} from '@/app/channelActions';
import {loadTeam} from '@/client/boot';
import {Empty, Loading} from '@/components/states';
import {AppBar} from '@/plugins/AppBar';
import {RootParts, TeamRoute, usePluginsPending, useTeamRoute} from '@/plugins/pages';
import {SafeModeBanner} from '@/plugins/SafeModeBanner';
import {store, useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {channelPath} from '@/store/names';
import {closePanel, openPanel} from '@/store/panel';
import {savePreference} from '@/store/preferences';
import type {Result} from '@/store/types';
import {setDrawer} from '@/store/views';
import {ChannelView, NoChannel} from '@/views/channel/ChannelView';
import {DraftsView} from '@/views/drafts/DraftsView';
import {Panel} from '@/views/panel/Panel';
import {Sidebar} from '@/views/sidebar/Sidebar';
import {TeamRail} from '@/views/sidebar/TeamRail';

import {Announcement, ConnectionBanner} from './Banner';
import {TopBar} from './TopBar';
import {useShortcuts} from './useShortcuts';
import {useTitle} from './useTitle';

const EmojiView = lazy(() => import('@/views/emoji/EmojiView').then((module) => ({default: module.EmojiView})));
const IntegrationsView = lazy(() => import('@/views/integrations/IntegrationsView').then((module) => ({default: module.IntegrationsView})));
const ThreadsView = lazy(() => import('@/views/thread/ThreadsView').then((module) => ({default: module.ThreadsView})));

interface FocusState {
    focusId?: string;
}

function NamedChannel({team}: {team: Team}) {
    const dispatch = useAppDispatch();
    const history = useHistory<FocusState | undefined>();
    const {name} = useParams<{name: string}>();
    const channel = useAppSelector((state) =>
        Object.values(state.entities.channels.channels).find((one) => one.name === name && (one.team_id === team.id || one.team_id === '')),
    );
    const member = useAppSelector((state) => Boolean(channel && state.entities.channels.myMembers[channel.id]));
    const [missing, setMissing] = useState(false);
    useEffect(() => {
        let current = true;
        setMissing(false);
        if (channel && member) {
            return undefined;
        }
        const find = async () => {
            const result: Result<Channel> = channel ? {data: channel} : await dispatch(getChannelByNameAndTeamName(team.name, name, true));
            if (!current) {
                return;
            }
            if (!result.data) {
                setMissing(true);
                return;
            }
            if (!store.getState().entities.channels.myMembers[result.data.id] && !(result.data.type === 'O' && (await dispatch(join(result.data))))) {
                await dispatch(getChannelAndMyMember(result.data.id));
                if (current && !store.getState().entities.channels.myMembers[result.data.id]) {
                    setMissing(true);
                }
            }
        };
        void find();
        return () => {
            current = false;
        };
    }, [channel, dispatch, member, name, team.name]);
    if (missing) {
        return <NoChannel name={name} onBrowse={() => dispatch(openModal({kind: 'browse-channels'}))} />;
    }
    if (!channel || !member) {
        return (
            <main className="channel" id="main">
                <Loading />
            </main>
        );
    }
    return <ChannelView channel={channel} focusId={history.location.state?.focusId ?? ''} />;
}

function DirectChannel({team}: {team: Team}) {
    const dispatch = useAppDispatch();
    const history = useHistory<FocusState | undefined>();
    const {name} = useParams<{name: string}>();
    const [missing, setMissing] = useState(false);
    const channel = useAppSelector((state) => {
        const {channels, users} = state.entities;
        const all = Object.values(channels.channels);
        if (!name.startsWith('@')) {
            return all.find((one) => one.name === name && (one.type === 'D' || one.type === 'G'));
        }
        const user = Object.values(users.profiles).find((one) => `@${one.username}` === name);
        const wanted = user ? [users.currentUserId, user.id].sort().join('__') : '';
        return wanted ? all.find((one) => one.name === wanted && one.type === 'D') : undefined;
    });
    useEffect(() => {
        if (channel) {
            return undefined;
        }
        let current = true;
        const find = async () => {
            if (!name.startsWith('@')) {
                setMissing(true);
                return;
            }
            const result: Result<{id: string}> = await dispatch(getUserByUsername(name.slice(1)));
            if (!current) {
                return;
            }
            if (!result.data || !(await dispatch(openDirect([result.data.id])))) {
                setMissing(true);
            }
        };
        setMissing(false);
        void find();
        return () => {
            current = false;
        };
    }, [channel, dispatch, name, team.name]);
    if (channel) {
        return <ChannelView channel={channel} focusId={history.location.state?.focusId ?? ''} />;
    }
    return missing ? (
        <main className="channel" id="main">
            <Empty icon="user" title={`Nobody here is called ${name}`}>
                The account may be gone, or the name misspelt.
            </Empty>
        </main>
    ) : (
        <main className="channel" id="main">
            <Loading />
        </main>
    );
}

function Permalink({team}: {team: Team}) {
    const dispatch = useAppDispatch();
    const history = useHistory<FocusState | undefined>();
    const {postId} = useParams<{postId: string}>();
    const [missing, setMissing] = useState(false);
    useEffect(() => {
        let current = true;
        const find = async () => {
            const found: Result<Post> = await dispatch(fetchPost(postId));
            const post = found.data;
            if (!post || !current) {
                setMissing(true);
                return;
            }
            if (!store.getState().entities.channels.myMembers[post.channel_id]) {
                await dispatch(getChannelAndMyMember(post.channel_id));
                const channel = store.getState().entities.channels.channels[post.channel_id];
                if (!channel || (!store.getState().entities.channels.myMembers[channel.id] && !(await dispatch(join(channel))))) {
                    setMissing(true);
                    return;
                }
            }
            const state = store.getState();
            const channel = state.entities.channels.channels[post.channel_id];
            if (!channel || !current) {
                return;
            }
            const inThread = post.root_id && isCollapsedThreadsEnabled(state);
            if (post.root_id) {
                dispatch(openPanel({kind: 'thread', rootId: post.root_id, focusPostId: post.id}));
            }
            history.replace(channelPath(state, channel, team.name), {focusId: inThread ? post.root_id : post.id});
        };
        void find();
        return () => {
            current = false;
        };
    }, [dispatch, history, postId, team.name]);
    return (
        <main className="channel" id="main">
            {missing ? (
                <Empty icon="link" title="This message cannot be shown">
                    It was deleted, or it is in a channel you are not a member of.
                </Empty>
            ) : (
                <Loading />
            )}
        </main>
    );
}

function DefaultChannel({team}: {team: Team}) {
    const path = useAppSelector((state) => {
        const {channels} = state.entities;
        let last = '';
        try {
            last = window.localStorage.getItem(`chinwag.last.${team.id}`) ?? '';
        } catch {
            // The default channel it is.
        }
        const channel = channels.channels[last];
        return channel && channels.myMembers[last] && channel.delete_at === 0
            ? channelPath(state, channel, team.name)
            : `/${team.name}/channels/${getRedirectChannelNameForTeam(state, team.id) || 'town-square'}`;
    });
    return <Redirect to={path} />;
}

export function TeamPage() {
    const dispatch = useAppDispatch();
    const {team: teamName} = useParams<{team: string}>();
    const team = useAppSelector((state) => Object.values(state.entities.teams.teams).find((one) => one.name === teamName && state.entities.teams.myMembers[one.id] && one.delete_at === 0));
    const currentTeamId = useAppSelector((state) => state.entities.teams.currentTeamId);
    const drawer = useAppSelector((state) => state.views.shell.drawerOpen);
    const panel = useAppSelector((state) => state.views.panel.stack.length > 0);
    const [readyFor, setReadyFor] = useState('');
    const teamId = team?.id ?? '';
    const pluginRoute = useTeamRoute(teamName);
    const pluginsPending = usePluginsPending();
    useShortcuts();
    useTitle();
    useEffect(() => {
        if (!teamId) {
            return;
        }
        const switched = store.getState().entities.teams.currentTeamId !== teamId;
        if (switched) {
            dispatch(closePanel());
            dispatch(selectTeam(teamId) as {type: string});
        }
        void dispatch(loadTeam(teamId)).then(() => setReadyFor(teamId));
        void dispatch(savePreference('last', 'team', teamId));
    }, [dispatch, teamId]);
    if (!team && pluginsPending) {
        return <Loading />;
    }
    if (!team) {
        return <Redirect to="/select_team" />;
    }
    if (currentTeamId !== team.id || readyFor !== team.id) {
        return <Loading label={`Opening ${team.display_name}`} />;
    }
    return (
        <div className={`shell ${drawer ? 'shell--drawer' : ''} ${panel ? 'shell--panel' : ''}`}>
            <a className="skip-link" href="#main">
                Skip to messages
            </a>
            <Announcement />
            <SafeModeBanner />
            <ConnectionBanner />
            <TopBar />
            <div className="shell__columns">
                {drawer && <button type="button" className="drawer-veil" aria-label="Close navigation" onClick={() => dispatch(setDrawer(false))} />}
                <div className="shell__left">
                    <TeamRail />
                    <Sidebar teamId={team.id} teamName={team.name} />
                </div>
                <Suspense fallback={<Loading />}>
                    <Switch>
                        <Route path="/:team/channels/:name">
                            <NamedChannel team={team} />
                        </Route>
                        <Route path="/:team/messages/:name">
                            <DirectChannel team={team} />
                        </Route>
                        <Route path="/:team/pl/:postId">
                            <Permalink team={team} />
                        </Route>
                        <Route path="/:team/threads/:threadId?">
                            <ThreadsView teamName={team.name} teamId={team.id} />
                        </Route>
                        <Route path="/:team/integrations/:kind?">
                            <IntegrationsView teamName={team.name} teamId={team.id} />
                        </Route>
                        <Route path="/:team/emoji">
                            <EmojiView teamId={team.id} />
                        </Route>
                        <Route path="/:team/drafts">
                            <DraftsView teamName={team.name} teamId={team.id} tab="drafts" />
                        </Route>
                        <Route path="/:team/scheduled_posts">
                            <DraftsView teamName={team.name} teamId={team.id} tab="scheduled" />
                        </Route>
                        {pluginRoute && (
                            <Route>
                                <TeamRoute part={pluginRoute} />
                            </Route>
                        )}
                        {pluginsPending && (
                            <Route path="/:team/:pluginId">
                                <Loading />
                            </Route>
                        )}
                        <Route>
                            <DefaultChannel team={team} />
                        </Route>
                    </Switch>
                </Suspense>
                <Panel />
                <AppBar />
            </div>
            <RootParts />
        </div>
    );
}
