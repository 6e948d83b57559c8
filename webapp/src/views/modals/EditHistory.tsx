/* What a message said before it was edited. */
import type {Post} from '@mattermost/types/posts';
import {Client4} from 'mattermost-redux/client';
import {useEffect, useState} from 'react';

import {Modal} from '@/components/Modal';
import {Empty, Failed, Loading} from '@/components/states';
import {DateAndClock} from '@/components/Time';
import {Markdown} from '@/markdown/Markdown';
import {useAppSelector} from '@/store';

import type {ModalProps} from './Modals';

export function EditHistory({modal, close}: ModalProps<'edit-history'>) {
    const post = useAppSelector((state) => state.entities.posts.posts[modal.postId]);
    const mine = useAppSelector((state) => post?.user_id === state.entities.users.currentUserId);
    const [versions, setVersions] = useState<Post[] | null>(null);
    const [error, setError] = useState('');
    useEffect(() => {
        if (mine) {
            Client4.getPostEditHistory(modal.postId).then(setVersions, (problem: {message?: string}) => setError(problem.message ?? 'The history could not be loaded.'));
        }
    }, [mine, modal.postId]);
    if (!post) {
        return null;
    }
    return (
        <Modal title="Edit history" onClose={close}>
            <section className="version">
                <p className="version__head">
                    <DateAndClock at={post.edit_at || post.create_at} /> <span className="tag tag--accent">Current</span>
                </p>
                <Markdown text={post.message} />
            </section>
            {!mine ? (
                <p className="field__hint">Only its author can see the earlier versions.</p>
            ) : error ? (
                <Failed text={error} />
            ) : versions === null ? (
                <Loading />
            ) : versions.length === 0 ? (
                <Empty icon="clock" title="No earlier version is kept" />
            ) : (
                versions.map((version) => (
                    <section key={version.id} className="version">
                        <p className="version__head">
                            <DateAndClock at={version.edit_at || version.create_at} />
                        </p>
                        <Markdown text={version.message} />
                    </section>
                ))
            )}
        </Modal>
    );
}
