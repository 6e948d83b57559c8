/* All followed threads of a team, with the chosen one beside the list. */
import type {Post} from '@mattermost/types/posts';
import type {UserThread} from '@mattermost/types/threads';
import {getThreadCounts, getThreadsForCurrentTeam, markAllThreadsInTeamRead} from 'mattermost-redux/actions/threads';
import {getMissingProfilesByIds} from 'mattermost-redux/actions/users';
import {getThreadCountsInCurrentTeam, getThreadOrderInCurrentTeam, getUnreadThreadOrderInCurrentTeam} from 'mattermost-redux/selectors/entities/threads';
import {useEffect, useState} from 'react';
import {Link, useHistory, useParams} from 'react-router-dom';

import {Avatar} from '@/components/Avatar';
import {Button, IconButton} from '@/components/Button';
import {Empty, Loading} from '@/components/states';
import {ago} from '@/components/Time';
import {Markdown} from '@/markdown/Markdown';
import {useAppDispatch, useAppSelector} from '@/store';
import {channelTitle, nameOf} from '@/store/names';
import {setDrawer} from '@/store/views';

import {ThreadBody, ThreadTitle} from './ThreadPanel';

const PAGE = 25;

function ThreadRow({threadId, active, teamName}: {threadId: string; active: boolean; teamName: string}) {
    const thread = useAppSelector((state) => state.entities.threads.threads[threadId]) as UserThread | undefined;
    const post = useAppSelector((state) => state.entities.posts.posts[threadId]) ?? (thread?.post as Post | undefined);
    const author = useAppSelector((state) => (post ? nameOf(state, post.user_id) : ''));
    const where = useAppSelector((state) => {
        const channel = post ? state.entities.channels.channels[post.channel_id] : undefined;
        return channel ? channelTitle(state, channel) : '';
    });
    if (!thread || !post) {
        return null;
    }
    const unread = thread.unread_replies > 0;
    return (
        <li>
            <Link to={`/${teamName}/threads/${threadId}`} className={`thread-row ${active ? 'thread-row--active' : ''} ${unread ? 'thread-row--unread' : ''}`} aria-current={active ? 'true' : undefined}>
                <Avatar userId={post.user_id} size={32} />
                <span className="thread-row__main">
                    <span className="thread-row__head">
                        <strong>{author}</strong>
                        <span className="thread-row__where">{where}</span>
                        <span className="thread-row__time">{ago(thread.last_reply_at || post.create_at)}</span>
                    </span>
                    <span className="thread-row__text">
                        <Markdown inline text={post.message || 'A file'} />
                    </span>
                    <span className="thread-row__foot">
                        {thread.reply_count} {thread.reply_count === 1 ? 'reply' : 'replies'}
                        {unread && <span className={`badge ${thread.unread_mentions > 0 ? '' : 'badge--quiet'}`}>{thread.unread_mentions || `${thread.unread_replies} new`}</span>}
                    </span>
                </span>
            </Link>
        </li>
    );
}

export function ThreadsView({teamName, teamId}: {teamName: string; teamId: string}) {
    const dispatch = useAppDispatch();
    const history = useHistory();
    const {threadId} = useParams<{threadId?: string}>();
    const userId = useAppSelector((state) => state.entities.users.currentUserId);
    const all = useAppSelector(getThreadOrderInCurrentTeam);
    const unread = useAppSelector(getUnreadThreadOrderInCurrentTeam);
    const counts = useAppSelector(getThreadCountsInCurrentTeam);
    const [onlyUnread, setOnlyUnread] = useState(false);
    const [loading, setLoading] = useState(true);
    const [more, setMore] = useState(true);
    useEffect(() => {
        setLoading(true);
        void dispatch(getThreadsForCurrentTeam({unread: onlyUnread})).then((result) => {
            setLoading(false);
            const threads = result.data?.threads ?? [];
            setMore(threads.length >= PAGE);
            void dispatch(getMissingProfilesByIds(threads.map((thread) => thread.post.user_id)));
        });
        void dispatch(getThreadCounts(userId, teamId));
    }, [dispatch, onlyUnread, teamId, userId]);
    const ids = onlyUnread ? unread : all;
    const root = useAppSelector((state) => (threadId ? state.entities.posts.posts[threadId] : undefined));
    const loadMore = () => {
        const before = ids.at(-1);
        if (before) {
            void dispatch(getThreadsForCurrentTeam({before, unread: onlyUnread})).then((result) => setMore((result.data?.threads?.length ?? 0) >= PAGE));
        }
    };
    return (
        <main className={`threads ${threadId ? 'threads--open' : ''}`} id="main" aria-label="Threads">
            <section className="threads__list" aria-label="Followed threads">
                <header className="channel-header">
                    <IconButton icon="menu" label="Open navigation" className="only-narrow" onClick={() => dispatch(setDrawer(true))} />
                    <div className="channel-header__names">
                        <h1 className="channel-header__plain">Threads</h1>
                    </div>
                    <IconButton icon="check" label="Mark all as read" disabled={!counts?.total_unread_threads} onClick={() => void dispatch(markAllThreadsInTeamRead(userId, teamId))} />
                </header>
                <div className="tabs" role="group" aria-label="Which threads">
                    <button type="button" className="tab" aria-pressed={!onlyUnread} onClick={() => setOnlyUnread(false)}>
                        All
                    </button>
                    <button type="button" className="tab" aria-pressed={onlyUnread} onClick={() => setOnlyUnread(true)}>
                        Unread {(counts?.total_unread_threads ?? 0) > 0 && <span className="badge badge--quiet">{counts?.total_unread_threads}</span>}
                    </button>
                </div>
                {loading && ids.length === 0 ? (
                    <Loading />
                ) : ids.length === 0 ? (
                    <Empty icon="thread" title={onlyUnread ? 'You are up to date' : 'No threads yet'}>
                        {onlyUnread ? 'Every thread you follow has been read.' : 'Threads you start, answer or follow gather here.'}
                    </Empty>
                ) : (
                    <ul className="threads__rows">
                        {ids.map((id) => (
                            <ThreadRow key={id} threadId={id} active={id === threadId} teamName={teamName} />
                        ))}
                        {more && ids.length >= PAGE && (
                            <li className="threads__more">
                                <Button onClick={loadMore}>Load more</Button>
                            </li>
                        )}
                    </ul>
                )}
            </section>
            <section className="threads__open" aria-label="Thread">
                {threadId ? (
                    <>
                        <header className="panel__header">
                            <IconButton icon="back" label="Back to threads" className="only-narrow" onClick={() => history.push(`/${teamName}/threads`)} />
                            <ThreadTitle rootId={threadId} channelId={root?.channel_id ?? ''} teamId={teamId} />
                        </header>
                        <ThreadBody key={threadId} rootId={threadId} />
                    </>
                ) : (
                    <Empty icon="thread" title="Choose a thread">
                        It opens here.
                    </Empty>
                )}
            </section>
        </main>
    );
}
