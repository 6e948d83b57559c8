/* One thread: the message it began with, its replies, and an answer. */
import {getPostThread} from 'mattermost-redux/actions/posts';
import {getThread as fetchThread, updateThreadRead} from 'mattermost-redux/actions/threads';
import {isCollapsedThreadsEnabled} from 'mattermost-redux/selectors/entities/preferences';
import {useEffect, useLayoutEffect, useMemo, useRef, useState} from 'react';
import {Link} from 'react-router-dom';

import {toggleFollow} from '@/app/postActions';
import {lookAtThread, onThreadArrived, pageHasAttention} from '@/client/attention';
import {Button} from '@/components/Button';
import {Failed, PostSkeletons} from '@/components/states';
import {Slot} from '@/plugins/Slot';
import {useAppDispatch, useAppSelector} from '@/store';
import {channelPath, channelTitle} from '@/store/names';
import type {Result} from '@/store/types';
import {TypingLine} from '@/views/channel/TypingLine';
import {Composer} from '@/views/composer/Composer';
import {buildItems} from '@/views/post/items';
import {Post} from '@/views/post/Post';

export function useThread(rootId: string) {
    const dispatch = useAppDispatch();
    const [phase, setPhase] = useState<'loading' | 'ready' | 'failed'>('loading');
    const [turn, setTurn] = useState(0);
    const crt = useAppSelector(isCollapsedThreadsEnabled);
    const userId = useAppSelector((state) => state.entities.users.currentUserId);
    const root = useAppSelector((state) => state.entities.posts.posts[rootId]);
    const channelId = root?.channel_id ?? '';
    const teamId = useAppSelector((state) => state.entities.channels.channels[channelId]?.team_id || state.entities.teams.currentTeamId);
    useEffect(() => {
        let current = true;
        setPhase('loading');
        void dispatch(getPostThread(rootId)).then((result: Result) => current && setPhase(result.error ? 'failed' : 'ready'));
        lookAtThread(rootId);
        return () => {
            current = false;
            lookAtThread('');
        };
    }, [dispatch, rootId, turn]);
    useEffect(() => {
        if (!crt || phase !== 'ready' || !teamId) {
            return undefined;
        }
        const read = () => pageHasAttention() && void dispatch(updateThreadRead(userId, teamId, rootId, Date.now()));
        void dispatch(fetchThread(userId, teamId, rootId, true)).then((result) => (result.data as {is_following?: boolean} | undefined)?.is_following && read());
        window.addEventListener('focus', read);
        const stop = onThreadArrived((id) => id === rootId && read());
        return () => {
            window.removeEventListener('focus', read);
            stop();
        };
    }, [crt, dispatch, phase, rootId, teamId, userId]);
    return {phase, root, channelId, teamId, retry: () => setTurn(turn + 1)};
}

export function ThreadReplies({rootId, focusPostId}: {rootId: string; focusPostId?: string | undefined}) {
    const box = useRef<HTMLDivElement>(null);
    const all = useAppSelector((state) => state.entities.posts.posts);
    const ids = useAppSelector((state) => state.entities.posts.postsInThread[rootId]);
    const myId = useAppSelector((state) => state.entities.users.currentUserId);
    const root = all[rootId];
    const thread = useAppSelector((state) => state.entities.threads.threads[rootId]);
    const [seenAt] = useState(() => thread?.last_viewed_at ?? 0);
    const replies = useMemo(
        () =>
            ((ids ?? []) as unknown as string[])
                .map((id) => all[id])
                .filter((post) => post !== undefined)
                .sort((a, b) => a.create_at - b.create_at),
        [all, ids],
    );
    const items = useMemo(() => buildItems(replies, {lastViewedAt: thread?.is_following ? seenAt : 0, myId, collapsed: false, hideActivity: false}), [replies, seenAt, thread?.is_following, myId]);
    const count = replies.length;
    useLayoutEffect(() => {
        const node = box.current;
        const focused = focusPostId ? node?.querySelector(`[data-post-id="${focusPostId}"]`) : null;
        if (focused) {
            focused.scrollIntoView({block: 'center'});
        } else if (node) {
            node.scrollTop = node.scrollHeight;
        }
    }, [count, focusPostId]);
    if (!root) {
        return null;
    }
    return (
        <div className="thread-list" ref={box} data-post-list tabIndex={0} role="region" aria-label="Thread messages">
            <Post post={root} place="thread" highlighted={focusPostId === rootId} />
            <div className="thread-list__count" role="separator">
                <span>{count === 0 ? 'No replies yet' : `${count} ${count === 1 ? 'reply' : 'replies'}`}</span>
            </div>
            {items.map(
                (item) =>
                    item.kind === 'post' && (
                        <div key={item.key}>
                            {item.isNew && (
                                <div className="new-line" role="separator" aria-label="New replies">
                                    <span>New</span>
                                    <Slot name="NewMessagesSeparatorAction" shape="mark" given={{lastViewedAt: item.post.create_at - 1, channelId: item.post.channel_id, threadId: rootId}} />
                                </div>
                            )}
                            <Post post={item.post} follows={item.follows} place="thread" highlighted={item.post.id === focusPostId} />
                        </div>
                    ),
            )}
        </div>
    );
}

export function ThreadTitle({rootId, channelId, teamId}: {rootId: string; channelId: string; teamId: string}) {
    const dispatch = useAppDispatch();
    const channel = useAppSelector((state) => state.entities.channels.channels[channelId]);
    const title = useAppSelector((state) => (channel ? channelTitle(state, channel) : ''));
    const path = useAppSelector((state) => (channel ? channelPath(state, channel) : ''));
    const crt = useAppSelector(isCollapsedThreadsEnabled);
    const following = useAppSelector((state) => state.entities.threads.threads[rootId]?.is_following ?? state.entities.posts.posts[rootId]?.is_following ?? false);
    return (
        <>
            <span className="panel__names">
                <h2>Thread</h2>
                {path && <Link to={path}>{title}</Link>}
            </span>
            {crt && (
                <Button size="small" tone={following ? 'plain' : 'quiet'} icon={following ? 'check' : 'bell'} aria-pressed={following} onClick={() => void dispatch(toggleFollow(rootId, teamId, !following))}>
                    {following ? 'Following' : 'Follow'}
                </Button>
            )}
        </>
    );
}

export function ThreadBody({rootId, focusPostId}: {rootId: string; focusPostId?: string | undefined}) {
    const thread = useThread(rootId);
    const archived = useAppSelector((state) => (state.entities.channels.channels[thread.channelId]?.delete_at ?? 0) > 0);
    return (
        <div className="thread-panel">
            {thread.phase === 'failed' && !thread.root ? (
                <Failed text="The thread could not be loaded. It may have been deleted." onRetry={thread.retry} />
            ) : thread.root ? (
                <>
                    <ThreadReplies key={rootId} rootId={rootId} focusPostId={focusPostId} />
                    <TypingLine channelId={thread.channelId} rootId={rootId} />
                    {archived ? <p className="composer-note">This channel is archived.</p> : <Composer channelId={thread.channelId} rootId={rootId} placeholder="Reply in this thread" />}
                </>
            ) : (
                <PostSkeletons count={4} />
            )}
        </div>
    );
}
