/* The message itself: text, attachments of integrations, files, previews of links. */
import type {Post} from '@mattermost/types/posts';
import {getAllUserMentionKeys} from 'mattermost-redux/selectors/entities/search';
import {useMemo} from 'react';

import {Fold} from '@/components/Fold';
import {Markdown} from '@/markdown/Markdown';
import {PostAdditions, PluginPost, useFormatted} from '@/plugins/posts';
import {useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {useAppDispatch} from '@/store';

import {Attachments} from './Attachments';
import {Embeds} from './Embeds';
import {PostFiles} from './Files';
import type {PostPlace} from './Post';

interface PostBodyProps {
    post: Post;
    deleted: boolean;
    words?: string[] | undefined;
    place: PostPlace;
}

const FOLD_PX = 600;

function useMentionWords(): string[] {
    const keys = useAppSelector(getAllUserMentionKeys);
    return useMemo(() => keys.map((entry) => entry.key).filter((key) => key && !key.startsWith('@')), [keys]);
}

export function PostBody({post, deleted, words, place}: PostBodyProps) {
    const dispatch = useAppDispatch();
    const mentionWords = useMentionWords();
    const typePart = useAppSelector((state) => (post.type ? state.plugins.postTypes[post.type] : undefined));
    const shownText = useFormatted(post, (post.type as string) === 'me' ? post.message.replace(/^\*|\*$/g, '') : post.message);
    if (deleted) {
        return <p className="post__deleted">This message was deleted.</p>;
    }
    const usual = (
        <div className="post__body">
            {post.message && (
                <Fold className="post__text" height={FOLD_PX} content={post.message}>
                    <Markdown text={shownText} words={words ?? mentionWords} images={post.metadata?.images} />
                    {post.edit_at > 0 && (
                        <button type="button" className="post__edited" onClick={() => dispatch(openModal({kind: 'edit-history', postId: post.id}))}>
                            edited
                        </button>
                    )}
                </Fold>
            )}
            <Attachments post={post} />
            <PostFiles post={post} />
            {place !== 'result' && <Embeds post={post} />}
        </div>
    );
    return (
        <>
            {typePart ? <PluginPost part={typePart} post={post} place={place} fallback={usual} /> : usual}
            {place !== 'result' && <PostAdditions post={post} />}
        </>
    );
}
