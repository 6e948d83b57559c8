/* From a run of posts to what the list draws: day lines, the "New" line, runs by one author, folded join and leave notes. */
import type {Post} from '@mattermost/types/posts';

import {startOfDay} from '@/components/Time';

interface Marks {
    key: string;
    /** Set when this is the first item of a day. */
    day: number | null;
    /** The first message that was not seen before. */
    isNew: boolean;
}

export type PostItem = Marks & {kind: 'post'; post: Post; follows: boolean};
export type ActivityItem = Marks & {kind: 'activity'; posts: Post[]};
export type ListItem = PostItem | ActivityItem;

const RUN_MS = 5 * 60 * 1000;

const ACTIVITY = new Set([
    'system_join_channel',
    'system_leave_channel',
    'system_add_to_channel',
    'system_remove_from_channel',
    'system_join_team',
    'system_leave_team',
    'system_add_to_team',
    'system_remove_from_team',
]);

export function isActivity(post: Post): boolean {
    return ACTIVITY.has(post.type);
}

export function isSystem(post: Post): boolean {
    return post.type.startsWith('system_') && (post.type as string) !== 'system_ephemeral';
}

export interface ItemOptions {
    lastViewedAt: number;
    myId: string;
    collapsed: boolean;
    hideActivity: boolean;
}

function sameRun(previous: Post, post: Post): boolean {
    return (
        previous.user_id === post.user_id &&
        !isSystem(previous) &&
        !isSystem(post) &&
        post.create_at - previous.create_at < RUN_MS &&
        previous.props?.['override_username'] === post.props?.['override_username'] &&
        previous.type === post.type &&
        previous.root_id === post.root_id
    );
}

/** `posts` from oldest to newest. */
export function buildItems(posts: Post[], options: ItemOptions): ListItem[] {
    const items: ListItem[] = [];
    let day = 0;
    let newSeen = options.lastViewedAt <= 0;
    let previous: Post | null = null;
    for (const post of posts) {
        if ((options.collapsed && post.root_id) || (options.hideActivity && isActivity(post))) {
            continue;
        }
        const itsDay = startOfDay(post.create_at);
        const newDay = itsDay !== day;
        const isNew = !newSeen && post.create_at > options.lastViewedAt && post.user_id !== options.myId && !post.failed;
        newSeen ||= isNew;
        day = itsDay;
        const last = items.at(-1);
        if (isActivity(post) && last?.kind === 'activity' && !newDay && !isNew) {
            items[items.length - 1] = {...last, posts: [...last.posts, post]};
            previous = post;
            continue;
        }
        const marks: Marks = {key: post.pending_post_id || post.id, day: newDay ? itsDay : null, isNew};
        items.push(
            isActivity(post)
                ? {...marks, kind: 'activity', posts: [post]}
                : {...marks, kind: 'post', post, follows: !newDay && !isNew && previous !== null && sameRun(previous, post)},
        );
        previous = post;
    }
    return items;
}

/** How many items were put in front since last time, by looking for the item that used to be first. */
export function prepended(before: ListItem[], after: ListItem[]): number {
    const first = before[0];
    if (!first) {
        return 0;
    }
    const keys = first.kind === 'activity' ? first.posts.map((post) => post.id) : [first.post.id, first.key];
    const at = after.findIndex((item) =>
        item.kind === 'activity' ? item.posts.some((post) => keys.includes(post.id)) : keys.includes(item.post.id) || keys.includes(item.key),
    );
    return Math.max(0, at);
}
