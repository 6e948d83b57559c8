/* Below a message of one's own that the server does not have: why, and what can be done about it. */
import type {Post} from '@mattermost/types/posts';
import {removePost} from 'mattermost-redux/actions/posts';

import {retryPost} from '@/client/resync';
import {Icon} from '@/components/Icon';
import {useAppDispatch, useAppSelector} from '@/store';
import {openPanel} from '@/store/panel';
import {takeBack} from '@/views/composer/sending';

export function NotSent({post, place}: {post: Post; place: 'channel' | 'thread' | 'result'}) {
    const dispatch = useAppDispatch();
    const refusal = useAppSelector((state) => state.views.refusals.byId[post.id]);
    const rewrite = () => {
        dispatch(takeBack(post));
        if (post.root_id && place !== 'thread') {
            dispatch(openPanel({kind: 'thread', rootId: post.root_id}));
        }
        requestAnimationFrame(() => document.querySelector<HTMLElement>(`.composer--${post.root_id ? 'thread' : 'channel'} textarea`)?.focus());
    };
    return (
        <div className="post__failure">
            <p role="alert">
                <Icon name="warning" size={15} />
                <span>Not sent.{refusal?.words && ` ${refusal.words}`}</span>
            </p>
            {refusal?.final && (
                <button type="button" className="link-button" onClick={rewrite}>
                    Change it
                </button>
            )}
            <button type="button" className="link-button" onClick={() => dispatch(retryPost(post))}>
                Try again
            </button>
            <button type="button" className="link-button" onClick={() => void dispatch(removePost(post))}>
                Remove
            </button>
        </div>
    );
}
