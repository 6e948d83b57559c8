/* Several people coming and going, folded into one quiet line. */
import type {Post} from '@mattermost/types/posts';

import {Icon} from '@/components/Icon';
import {Clock} from '@/components/Time';
import {Markdown} from '@/markdown/Markdown';

const VERBS: Record<string, string> = {
    system_join_channel: 'joined',
    system_join_team: 'joined the team',
    system_leave_channel: 'left',
    system_leave_team: 'left the team',
    system_add_to_channel: 'added',
    system_add_to_team: 'added to the team',
    system_remove_from_channel: 'removed',
    system_remove_from_team: 'removed from the team',
};

function subject(post: Post): string {
    const props = post.props ?? {};
    const name = props['addedUsername'] ?? props['removedUsername'] ?? props['username'];
    return typeof name === 'string' && name ? `@${name}` : '';
}

export function summarise(posts: Post[]): string {
    const groups = new Map<string, string[]>();
    for (const post of posts) {
        const name = subject(post);
        const verb = VERBS[post.type] ?? 'changed';
        const names = groups.get(verb) ?? [];
        if (name && !names.includes(name)) {
            names.push(name);
        }
        groups.set(verb, names);
    }
    return [...groups]
        .filter(([, names]) => names.length > 0)
        .map(([verb, names]) => {
            const shown = names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} others` : names.join(', ');
            const passive = verb.startsWith('added') || verb.startsWith('removed');
            return `${shown} ${passive ? (names.length === 1 ? 'was ' : 'were ') : ''}${verb}`;
        })
        .join(' · ');
}

export function Activity({posts}: {posts: Post[]}) {
    const [first] = posts;
    const summary = posts.length === 1 && first?.message ? first.message : summarise(posts) || (first?.message ?? '');
    return (
        <div className="activity">
            <Icon name="users" size={15} />
            <Markdown inline text={summary} />
            {first && <Clock at={first.create_at} />}
        </div>
    );
}
