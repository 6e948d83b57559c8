/* Under a message that started a thread: how many answers, by whom, and the way in. */
import type {Post} from '@mattermost/types/posts';
import {isCollapsedThreadsEnabled} from 'mattermost-redux/selectors/entities/preferences';

import {Avatar} from '@/components/Avatar';
import {ago} from '@/components/Time';
import {useAppDispatch, useAppSelector} from '@/store';
import {openPanel} from '@/store/panel';

function participantsOf(value: unknown): string[] {
    return Array.isArray(value)
        ? value
              .map((entry) => (typeof entry === 'string' ? entry : ((entry as {id?: string} | null)?.id ?? '')))
              .filter(Boolean)
              .slice(0, 4)
        : [];
}

export function ThreadFooter({post}: {post: Post}) {
    const dispatch = useAppDispatch();
    const collapsed = useAppSelector(isCollapsedThreadsEnabled);
    const thread = useAppSelector((state) => state.entities.threads.threads[post.id]);
    // The library's count is 0 when a reply, which carries none itself, was the last it saw of the thread.
    const replies = useAppSelector((state) => thread?.reply_count ?? (state.entities.posts.postsReplies[post.id] || post.reply_count));
    const root = useAppSelector((state) => (post.root_id ? state.entities.posts.posts[post.root_id] : undefined));
    if (post.root_id) {
        return (
            <button type="button" className="thread-footer thread-footer--reply" onClick={() => dispatch(openPanel({kind: 'thread', rootId: post.root_id}))}>
                Reply to {root ? `“${root.message.slice(0, 60)}${root.message.length > 60 ? '…' : ''}”` : 'a thread'}
            </button>
        );
    }
    if (!replies) {
        return null;
    }
    const people = participantsOf(thread?.participants ?? post.participants);
    const unread = collapsed ? (thread?.unread_replies ?? 0) : 0;
    const last = thread?.last_reply_at ?? post.last_reply_at ?? 0;
    return (
        <button
            type="button"
            className={`thread-footer ${unread > 0 ? 'thread-footer--unread' : ''}`}
            onClick={() => dispatch(openPanel({kind: 'thread', rootId: post.id}))}
        >
            {people.length > 0 && (
                <span className="avatar-pile">
                    {people.map((id) => (
                        <Avatar key={id} userId={id} size={22} />
                    ))}
                </span>
            )}
            <span className="thread-footer__count">
                {replies} {replies === 1 ? 'reply' : 'replies'}
            </span>
            {unread > 0 && <span className="badge badge--quiet">{unread} new</span>}
            {last > 0 && <span className="thread-footer__time">Last {ago(last) === 'now' ? 'just now' : ago(last).match(/min|h$/) ? `${ago(last)} ago` : ago(last)}</span>}
        </button>
    );
}
