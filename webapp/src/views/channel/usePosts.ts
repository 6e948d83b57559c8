/* Which posts the open channel shows, and how more are fetched at either end. */
import type {Post, PostList, PostOrderBlock} from '@mattermost/types/posts';
import {getPosts, getPostsAfter, getPostsAround, getPostsBefore, getPostsUnread} from 'mattermost-redux/actions/posts';
import {useCallback, useEffect, useMemo, useRef, useState} from 'react';

import {fetchingPosts} from '@/client/channelPosts';
import {store, useAppDispatch, useAppSelector} from '@/store';
import type {Result} from '@/store/types';

export type Phase = 'loading' | 'ready' | 'failed';

export interface PostsView {
    phase: Phase;
    /** From oldest to newest. */
    posts: Post[];
    atNewest: boolean;
    atOldest: boolean;
    /** The first unread post when the channel was opened, or the one a link points at. */
    anchor: string;
    loadOlder: () => void;
    loadNewer: () => void;
    retry: () => void;
    toNewest: () => void;
}

const NO_BLOCKS: PostOrderBlock[] = [];

function chooseBlock(blocks: PostOrderBlock[], anchor: string): PostOrderBlock | undefined {
    const holding = anchor ? blocks.find((block) => block.order.includes(anchor)) : undefined;
    return holding ?? blocks.find((block) => block.recent) ?? blocks[0];
}

/** The oldest post after the last view that somebody else wrote; `order` is newest first. */
export function firstUnread(list: PostList, lastViewedAt: number, myId: string): string {
    const unread = list.order
        .map((id) => list.posts[id])
        .filter((post) => post !== undefined && post.create_at > lastViewedAt && post.user_id !== myId);
    return unread.at(-1)?.id ?? '';
}

export function usePosts(channelId: string, focusId: string): PostsView {
    const dispatch = useAppDispatch();
    const blocks = useAppSelector((state) => state.entities.posts.postsInChannel[channelId] ?? NO_BLOCKS);
    const all = useAppSelector((state) => state.entities.posts.posts);
    const [phase, setPhase] = useState<Phase>('loading');
    const [anchor, setAnchor] = useState('');
    const [turn, setTurn] = useState(0);
    const busy = useRef({older: false, newer: false});

    useEffect(() => {
        let current = true;
        const settle = (result: Result, found = '') => {
            if (current) {
                setAnchor(found);
                setPhase(result.error ? 'failed' : 'ready');
            }
        };
        const load = async () => {
            const state = store.getState();
            const {myMembers, messageCounts} = state.entities.channels;
            const member = myMembers[channelId];
            const known = state.entities.posts.postsInChannel[channelId];
            if (focusId) {
                setPhase('loading');
                settle(await dispatch(fetchingPosts(channelId, getPostsAround(channelId, focusId))), focusId);
                return;
            }
            const unread = member && (messageCounts[channelId]?.total ?? 0) > member.msg_count;
            if (unread) {
                setPhase('loading');
                const result: Result<PostList> = await dispatch(fetchingPosts(channelId, getPostsUnread(channelId)));
                const myId = state.entities.users.currentUserId;
                settle(result, result.data ? firstUnread(result.data, member.last_viewed_at, myId) : '');
                return;
            }
            if (known?.some((block) => block.recent)) {
                setAnchor('');
                setPhase('ready');
                void dispatch(fetchingPosts(channelId, getPosts(channelId)));
                return;
            }
            setPhase('loading');
            settle(await dispatch(fetchingPosts(channelId, getPosts(channelId))));
        };
        void load();
        return () => {
            current = false;
        };
    }, [channelId, dispatch, focusId, turn]);

    const block = chooseBlock(blocks, anchor);
    const posts = useMemo(
        () => (block ? block.order.map((id) => all[id]).filter((post): post is Post => post !== undefined).reverse() : []),
        [all, block],
    );
    const real = (post: Post | undefined): string => (post && post.id !== post.pending_post_id && !post.failed ? post.id : '');

    const loadOlder = useCallback(() => {
        const first = posts.map(real).find(Boolean);
        if (!first || busy.current.older) {
            return;
        }
        busy.current.older = true;
        void dispatch(getPostsBefore(channelId, first)).then(() => {
            busy.current.older = false;
        });
    }, [channelId, dispatch, posts]);
    const loadNewer = useCallback(() => {
        const last = [...posts].reverse().map(real).find(Boolean);
        if (!last || busy.current.newer) {
            return;
        }
        busy.current.newer = true;
        void dispatch(fetchingPosts(channelId, getPostsAfter(channelId, last))).then(() => {
            busy.current.newer = false;
        });
    }, [channelId, dispatch, posts]);
    const toNewest = useCallback(() => {
        void dispatch(fetchingPosts(channelId, getPosts(channelId))).then(() => setAnchor(''));
    }, [channelId, dispatch]);

    return {
        phase,
        posts,
        atNewest: Boolean(block?.recent),
        atOldest: Boolean(block?.oldest),
        anchor,
        loadOlder,
        loadNewer,
        retry: () => setTurn(turn + 1),
        toNewest,
    };
}
