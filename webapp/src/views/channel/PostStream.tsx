/* The long list of messages: only what is near the screen exists in the page. */
import type {Channel} from '@mattermost/types/channels';
import {markChannelAsRead} from 'mattermost-redux/actions/channels';
import {isManuallyUnread} from 'mattermost-redux/selectors/entities/channels';
import {isCollapsedThreadsEnabled, shouldShowJoinLeaveMessages} from 'mattermost-redux/selectors/entities/preferences';
import {useCallback, useEffect, useMemo, useRef, useState} from 'react';
import {Virtuoso} from 'react-virtuoso';
import type {VirtuosoHandle} from 'react-virtuoso';

import {standAtEnd} from '@/client/attention';
import {Icon} from '@/components/Icon';
import {Failed, PostSkeletons} from '@/components/states';
import {dayWord} from '@/components/Time';
import {Slot} from '@/plugins/Slot';
import {store, useAppDispatch, useAppSelector} from '@/store';
import {Activity} from '@/views/post/Activity';
import type {ListItem} from '@/views/post/items';
import {buildItems, prepended} from '@/views/post/items';
import {Post} from '@/views/post/Post';

import {Intro} from './Intro';
import {usePosts} from './usePosts';

const START = 1_000_000;

/** The virtual index of the first item: it falls by as many items as were put in front. */
function useFirstIndex(items: ListItem[]): number {
    const memory = useRef<{items: ListItem[]; index: number}>({items: [], index: START});
    return useMemo(() => {
        const {items: before, index} = memory.current;
        const next = index - prepended(before, items);
        memory.current = {items, index: next};
        return next;
    }, [items]);
}

function Row({item, highlighted}: {item: ListItem; highlighted: boolean}) {
    return (
        <div className="row">
            {item.day !== null && (
                <div className="day-line" role="separator" aria-label={dayWord(item.day)}>
                    <span>{dayWord(item.day)}</span>
                </div>
            )}
            {item.isNew && (
                <div className="new-line" role="separator" aria-label="New messages">
                    <span>New</span>
                    {item.kind === 'post' && <Slot name="NewMessagesSeparatorAction" shape="mark" given={{lastViewedAt: item.post.create_at - 1, channelId: item.post.channel_id, threadId: ''}} />}
                </div>
            )}
            {item.kind === 'activity' ? <Activity posts={item.posts} /> : <Post post={item.post} follows={item.follows} place="channel" highlighted={highlighted} />}
        </div>
    );
}

interface Ends {
    channel: Channel;
    atOldest: boolean;
    atNewest: boolean;
}

// Kept outside of the list, or it would build its ends anew on every message.
const ENDS = {
    Header: ({context}: {context?: Ends}) => (context?.atOldest ? <Intro channel={context.channel} /> : <PostSkeletons count={3} />),
    Footer: ({context}: {context?: Ends}) => (context?.atNewest ? <div className="stream__foot" /> : <PostSkeletons count={2} />),
};

interface StreamProps {
    channel: Channel;
    focusId: string;
}

export function PostStream({channel, focusId}: StreamProps) {
    const view = usePosts(channel.id, focusId);
    if (view.phase === 'loading' && view.posts.length === 0) {
        return (
            <div className="stream stream--waiting">
                <PostSkeletons />
            </div>
        );
    }
    if (view.phase === 'failed') {
        return (
            <div className="stream stream--waiting">
                <Failed text="The messages could not be loaded." onRetry={view.retry} />
            </div>
        );
    }
    if (view.phase === 'loading') {
        return (
            <div className="stream stream--waiting">
                <PostSkeletons />
            </div>
        );
    }
    return <Stream key={`${channel.id}:${view.anchor}`} channel={channel} focusId={focusId} view={view} />;
}

function Stream({channel, focusId, view}: StreamProps & {view: ReturnType<typeof usePosts>}) {
    const dispatch = useAppDispatch();
    const list = useRef<VirtuosoHandle>(null);
    const myId = useAppSelector((state) => state.entities.users.currentUserId);
    const collapsed = useAppSelector(isCollapsedThreadsEnabled);
    const showActivity = useAppSelector(shouldShowJoinLeaveMessages);
    const lastViewedAt = useAppSelector((state) =>
        isManuallyUnread(state, channel.id) ? (state.entities.channels.myMembers[channel.id]?.last_viewed_at ?? 0) : (state.views.channel.lastViewedAt[channel.id] ?? 0),
    );
    const items = useMemo(
        () => buildItems(view.posts, {lastViewedAt, myId, collapsed, hideActivity: !showActivity}),
        [view.posts, lastViewedAt, myId, collapsed, showActivity],
    );
    const firstIndex = useFirstIndex(items);
    const [atEnd, setAtEnd] = useState(true);
    const [waiting, setWaiting] = useState(0);
    const lastKey = useRef(items.at(-1)?.key ?? '');
    // What is fetched on the way down from an old message is not new; what arrives once the newest is known is.
    const wasNewest = useRef(view.atNewest);
    // While it sticks, pictures and late words that grow the list do not push the newest message out of sight.
    const sticks = useRef(!view.anchor);

    const initial = useMemo(() => {
        const wanted = view.anchor ? items.findIndex((item) => (item.kind === 'post' ? item.post.id === view.anchor : item.posts.some((post) => post.id === view.anchor))) : -1;
        return wanted >= 0 ? {index: wanted, align: focusId ? ('center' as const) : ('start' as const), offset: focusId ? 0 : -120} : {index: Math.max(0, items.length - 1), align: 'end' as const};
        // Only where the list starts; later items do not move it.
        // eslint-disable-next-line react-hooks/exhaustive-deps
    }, []);

    const newestMine = items.at(-1);
    const lastIsMine = newestMine?.kind === 'post' && newestMine.post.user_id === myId;
    useEffect(() => {
        const known = items.findIndex((item) => item.key === lastKey.current);
        const grown = known < 0 ? 0 : items.length - 1 - known;
        lastKey.current = newestMine?.key ?? '';
        if (grown > 0 && !atEnd) {
            if (lastIsMine && view.atNewest) {
                list.current?.scrollToIndex({index: 'LAST', align: 'end'});
            } else if (view.atNewest && wasNewest.current) {
                setWaiting((before) => before + grown);
            }
        }
        // The answer depends on growth alone.
        // eslint-disable-next-line react-hooks/exhaustive-deps
    }, [items.length, newestMine?.key]);
    useEffect(() => {
        wasNewest.current = view.atNewest;
    }, [view.atNewest]);

    const reached = useCallback(
        (there: boolean) => {
            const end = there && view.atNewest;
            setAtEnd(end);
            standAtEnd(end);
            if (end) {
                sticks.current = true;
                setWaiting(0);
                const state = store.getState();
                const member = state.entities.channels.myMembers[channel.id];
                const total = state.entities.channels.messageCounts[channel.id]?.total ?? 0;
                if (member && total > member.msg_count && !isManuallyUnread(state, channel.id) && document.hasFocus()) {
                    dispatch(markChannelAsRead(channel.id));
                }
            }
        },
        [channel.id, dispatch, view.atNewest],
    );
    const release = () => {
        sticks.current = false;
    };
    const grew = () => {
        if (sticks.current && view.atNewest) {
            requestAnimationFrame(() => list.current?.scrollTo({top: Number.MAX_SAFE_INTEGER}));
        }
    };
    const jump = () => {
        sticks.current = true;
        setWaiting(0);
        if (view.atNewest) {
            list.current?.scrollToIndex({index: 'LAST', align: 'end', behavior: 'auto'});
        } else {
            view.toNewest();
        }
    };
    return (
        // It only notices that the person took hold of the list; nothing here is operated.
        // eslint-disable-next-line jsx-a11y/no-static-element-interactions
        <div className="stream" data-post-list onWheel={release} onTouchMove={release} onPointerDown={release} onKeyDown={release}>
            <Virtuoso
                ref={list}
                className="stream__list"
                aria-label="Messages"
                role="region"
                data={items}
                firstItemIndex={firstIndex}
                initialTopMostItemIndex={initial}
                alignToBottom
                increaseViewportBy={{top: 900, bottom: 600}}
                atBottomThreshold={60}
                atBottomStateChange={reached}
                totalListHeightChanged={grew}
                followOutput={(bottom) => (bottom && view.atNewest && wasNewest.current ? 'auto' : false)}
                startReached={() => !view.atOldest && view.loadOlder()}
                endReached={() => !view.atNewest && view.loadNewer()}
                computeItemKey={(_, item) => item.key}
                itemContent={(_, item) => <Row item={item} highlighted={item.kind === 'post' && item.post.id === focusId} />}
                context={{channel, atOldest: view.atOldest, atNewest: view.atNewest}}
                components={ENDS}
            />
            <Slot name="ChannelToast" shape="silent" given={{channel, channelId: channel.id}} wrap={(part, inside) => <div key={part.id} className="channel-toast">{inside}</div>} />
            {(!atEnd || !view.atNewest) && (
                <button type="button" className="jump-pill" onClick={jump}>
                    <Icon name="down" size={15} />
                    {waiting > 0 ? `${waiting} new ${waiting === 1 ? 'message' : 'messages'}` : 'Jump to latest'}
                </button>
            )}
        </div>
    );
}
