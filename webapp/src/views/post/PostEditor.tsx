/* Changing a message in its place. */
import type {Post} from '@mattermost/types/posts';
import {editPost} from 'mattermost-redux/actions/posts';
import {useCallback, useState} from 'react';

import {confirmDelete} from '@/app/postActions';
import {Button} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {hooksOf, postWillBeUpdated} from '@/plugins/hooks';
import {useAppDispatch} from '@/store';
import type {Result} from '@/store/types';
import {editPostInPlace} from '@/store/views';
import {CompletingText} from '@/views/composer/CompletingText';

export function PostEditor({post}: {post: Post}) {
    const dispatch = useAppDispatch();
    const [message, setMessage] = useState(post.message);
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState<string | null>(null);
    const close = useCallback(() => {
        dispatch(editPostInPlace(''));
        requestAnimationFrame(() => document.querySelector<HTMLElement>('.composer--channel textarea')?.focus());
    }, [dispatch]);
    const save = async () => {
        if (busy) {
            return;
        }
        if (!message.trim() && (post.file_ids?.length ?? 0) === 0) {
            close();
            dispatch(confirmDelete(post));
            return;
        }
        if (message === post.message) {
            close();
            return;
        }
        setBusy(true);
        setProblem(null);
        const verdict = hooksOf('MessageWillBeUpdated').length > 0 ? await postWillBeUpdated({...post, message}, post) : null;
        if (verdict && verdict.kind !== 'pass') {
            setBusy(false);
            setProblem(verdict.words);
            return;
        }
        const result: Result = await dispatch(editPost(verdict?.value ?? {...post, message}));
        setBusy(false);
        if (result.error) {
            setProblem(result.error.message ?? '');
        } else {
            close();
        }
    };
    return (
        <div className="post-editor">
            <CompletingText
                value={message}
                onChange={setMessage}
                onSend={() => void save()}
                onEscape={close}
                channelId={post.channel_id}
                label="Edit message"
                autoFocus
            />
            {problem !== null && (
                <p className="post-editor__problem" role="alert">
                    <Icon name="warning" size={15} />
                    <span>Not saved.{problem && ` ${problem}`}</span>
                </p>
            )}
            <div className="post-editor__actions">
                <Button size="small" tone="primary" busy={busy} onClick={() => void save()}>
                    Save
                </Button>
                <Button size="small" tone="quiet" onClick={close}>
                    Cancel
                </Button>
                <span className="post-editor__hint">Enter saves, Escape cancels</span>
            </div>
        </div>
    );
}
