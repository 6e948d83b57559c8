/* What is not sent yet, in one place: drafts, and messages that wait for their time. */
import type {ScheduledPost} from '@mattermost/types/schedule_post';
import {fetchTeamScheduledPosts} from 'mattermost-redux/actions/scheduled_posts';
import {haveIChannelPermission} from 'mattermost-redux/selectors/entities/roles';
import {useEffect, useState} from 'react';
import {NavLink, useHistory} from 'react-router-dom';
import {shallowEqual} from 'react-redux';

import {fetchDrafts} from '@/client/draftSync';
import {Button, IconButton} from '@/components/Button';
import {Empty, Loading} from '@/components/states';
import {ago, Moment} from '@/components/Time';
import {useAppDispatch, useAppSelector} from '@/store';
import {draftKey, dropDraft} from '@/store/drafts';
import type {Draft} from '@/store/drafts';
import {openModal} from '@/store/modals';
import {channelPath} from '@/store/names';
import {openPanel} from '@/store/panel';
import {scheduledIn, schedulesPosts, whyNotSent} from '@/store/schedule';
import {say} from '@/store/toasts';
import type {AppState} from '@/store/types';
import {setDrawer} from '@/store/views';
import {changeScheduled, dropScheduled, sendLater, sendScheduledNow} from '@/views/composer/later';
import {send} from '@/views/composer/sending';

import {NotSentYet} from './NotSentYet';

/** Drafts of this team and of direct messages, the last touched first. */
export function draftsOf(state: AppState, teamId: string): Draft[] {
    const {channels} = state.entities.channels;
    return Object.values(state.views.drafts)
        .filter((draft) => {
            const team = channels[draft.channelId]?.team_id;
            return team === teamId || team === '';
        })
        .sort((a, b) => b.updatedAt - a.updatedAt);
}

function DraftRow({draft}: {draft: Draft}) {
    const dispatch = useAppDispatch();
    const history = useHistory();
    const channel = useAppSelector((state) => state.entities.channels.channels[draft.channelId]);
    const path = useAppSelector((state) => (channel ? channelPath(state, channel) : ''));
    const later = useAppSelector(schedulesPosts);
    const maySend = useAppSelector((state) => channel !== undefined && channel.delete_at === 0 && haveIChannelPermission(state, channel.team_id, channel.id, 'create_post'));
    const key = draftKey(draft.channelId, draft.rootId);
    const out = {channelId: draft.channelId, rootId: draft.rootId, message: draft.message, files: draft.files};
    const open = () => {
        if (draft.rootId) {
            dispatch(openPanel({kind: 'thread', rootId: draft.rootId}));
        }
    };
    const sendNow = async () => {
        if (await dispatch(send(out))) {
            dispatch(dropDraft(key));
            dispatch(say('Sent', 'good'));
        }
    };
    const schedule = async (at: number): Promise<string> => {
        const problem = await dispatch(sendLater(out, at));
        if (!problem) {
            dispatch(dropDraft(key));
        }
        return problem;
    };
    const remove = () =>
        dispatch(openModal({kind: 'confirm', title: 'Delete this draft?', text: 'What you wrote is gone on all your devices.', action: 'Delete draft', danger: true, run: () => dispatch(dropDraft(key))}));
    return (
        <NotSentYet
            {...out}
            when={`edited ${ago(draft.updatedAt)}${/min|h$/.test(ago(draft.updatedAt)) ? ' ago' : ''}`}
            onOpen={open}
            tools={
                <>
                    <Button size="small" tone="primary" icon="send" disabled={!maySend} onClick={() => void sendNow()}>
                        Send
                    </Button>
                    <Button
                        size="small"
                        icon="edit"
                        onClick={() => {
                            history.push(path);
                            open();
                        }}
                    >
                        Edit
                    </Button>
                    {later && (
                        <Button size="small" icon="clock" disabled={!maySend} onClick={() => dispatch(openModal({kind: 'send-later', run: schedule}))}>
                            Send later
                        </Button>
                    )}
                    <IconButton icon="trash" label="Delete draft" onClick={remove} />
                </>
            }
        />
    );
}

function ScheduledRow({post}: {post: ScheduledPost}) {
    const dispatch = useAppDispatch();
    const problem = whyNotSent(post);
    const open = () => {
        if (post.root_id) {
            dispatch(openPanel({kind: 'thread', rootId: post.root_id}));
        }
    };
    const remove = () =>
        dispatch(
            openModal({
                kind: 'confirm',
                title: 'Delete this message?',
                text: 'It will not be sent.',
                action: 'Delete',
                danger: true,
                run: async () => void (await dispatch(dropScheduled(post))),
            }),
        );
    const sendNow = async () => {
        if (await dispatch(sendScheduledNow(post))) {
            dispatch(say('Sent', 'good'));
        }
    };
    return (
        <NotSentYet
            channelId={post.channel_id}
            rootId={post.root_id}
            message={post.message}
            files={post.metadata?.files ?? []}
            when={<Moment at={post.scheduled_at} />}
            problem={problem}
            onOpen={open}
            tools={
                <>
                    <Button size="small" icon="clock" onClick={() => dispatch(openModal({kind: 'send-later', at: post.scheduled_at, run: (at) => dispatch(changeScheduled(post, {scheduled_at: at}))}))}>
                        Reschedule
                    </Button>
                    <Button size="small" icon="edit" disabled={Boolean(problem)} onClick={() => dispatch(openModal({kind: 'edit-scheduled', id: post.id}))}>
                        Edit
                    </Button>
                    <Button size="small" icon="send" onClick={() => void sendNow()}>
                        Send now
                    </Button>
                    <IconButton icon="trash" label="Delete scheduled message" onClick={remove} />
                </>
            }
        />
    );
}

function Drafts({teamId}: {teamId: string}) {
    const drafts = useAppSelector((state) => draftsOf(state, teamId), shallowEqual);
    if (drafts.length === 0) {
        return (
            <Empty icon="edit" title="No drafts">
                What you begin to write and do not send is kept here, on all your devices.
            </Empty>
        );
    }
    return (
        <ul className="unsent-list" aria-label="Drafts">
            {drafts.map((draft) => (
                <DraftRow key={draftKey(draft.channelId, draft.rootId)} draft={draft} />
            ))}
        </ul>
    );
}

function Scheduled({teamId}: {teamId: string}) {
    const posts = useAppSelector((state) => scheduledIn(state, teamId), shallowEqual);
    const fetched = useAppSelector((state) => state.entities.scheduledPosts.byTeamId[teamId] !== undefined);
    if (!fetched) {
        return <Loading />;
    }
    if (posts.length === 0) {
        return (
            <Empty icon="clock" title="Nothing is scheduled">
                The arrow beside the send button sends a message at a later time.
            </Empty>
        );
    }
    return (
        <ul className="unsent-list" aria-label="Scheduled messages">
            {posts.map((post) => (
                <ScheduledRow key={post.id} post={post} />
            ))}
        </ul>
    );
}

export function DraftsView({teamName, teamId, tab}: {teamName: string; teamId: string; tab: 'drafts' | 'scheduled'}) {
    const dispatch = useAppDispatch();
    const later = useAppSelector(schedulesPosts);
    const drafts = useAppSelector((state) => draftsOf(state, teamId).length);
    const scheduled = useAppSelector((state) => scheduledIn(state, teamId).length);
    const [failed, setFailed] = useState('');
    useEffect(() => {
        void dispatch(fetchDrafts(teamId));
        if (later) {
            void dispatch(fetchTeamScheduledPosts(teamId, true)).then((result) => setFailed(result.error ? ((result.error as {message?: string}).message ?? 'The list could not be read.') : ''));
        }
    }, [dispatch, later, teamId]);
    return (
        <main className="threads page" id="main" aria-label="Drafts and scheduled messages">
            <header className="channel-header">
                <IconButton icon="menu" label="Open navigation" className="only-narrow" onClick={() => dispatch(setDrawer(true))} />
                <div className="channel-header__names">
                    <h1 className="channel-header__plain">Drafts</h1>
                </div>
            </header>
            {later && (
                <nav className="tabs" aria-label="Kinds of unsent messages">
                    <NavLink to={`/${teamName}/drafts`} className="tab" activeClassName="tab--active">
                        Drafts {drafts > 0 && <span className="badge badge--quiet">{drafts}</span>}
                    </NavLink>
                    <NavLink to={`/${teamName}/scheduled_posts`} className="tab" activeClassName="tab--active">
                        Scheduled {scheduled > 0 && <span className="badge badge--quiet">{scheduled}</span>}
                    </NavLink>
                </nav>
            )}
            <div className="page__scroll">
                {failed && tab === 'scheduled' ? <Empty icon="warning" title={failed} /> : tab === 'drafts' ? <Drafts teamId={teamId} /> : <Scheduled teamId={teamId} />}
            </div>
        </main>
    );
}
