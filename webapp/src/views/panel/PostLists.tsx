/* Lists of messages from anywhere: search results, mentions, saved, pinned. */
import type {FileSearchResultItem} from '@mattermost/types/files';
import type {Post as PostData} from '@mattermost/types/posts';
import {getFlaggedPosts, getMorePostsForSearch, getPinnedPosts, searchFilesWithParams, searchPostsWithParams} from 'mattermost-redux/actions/search';
import {getCurrentUserMentionKeys} from 'mattermost-redux/selectors/entities/users';
import {useEffect, useMemo, useState} from 'react';

import {jumpTo} from '@/app/postActions';
import {Button} from '@/components/Button';
import type {IconName} from '@/components/Icon';
import {Empty, Failed, Loading} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {channelTitle} from '@/store/names';
import {closePanel} from '@/store/panel';
import type {Result} from '@/store/types';
import {FileCard} from '@/views/post/Files';
import {Post} from '@/views/post/Post';

import {searchWords} from './terms';

type Phase = 'loading' | 'ready' | 'failed';

interface Loaded {
    phase: Phase;
    error: string;
    retry: () => void;
}

function useLoad(load: () => Promise<Result>, key: string): Loaded {
    const [phase, setPhase] = useState<Phase>('loading');
    const [error, setError] = useState('');
    const [turn, setTurn] = useState(0);
    useEffect(() => {
        let current = true;
        setPhase('loading');
        void load().then((result) => {
            if (current) {
                setPhase(result.error ? 'failed' : 'ready');
                setError(result.error?.message ?? '');
            }
        });
        return () => {
            current = false;
        };
        // `key` says when the question changes; `load` is new on every render.
        // eslint-disable-next-line react-hooks/exhaustive-deps
    }, [key, turn]);
    return {phase, error, retry: () => setTurn(turn + 1)};
}

function Hit({post, words}: {post: PostData; words?: string[] | undefined}) {
    const dispatch = useAppDispatch();
    const where = useAppSelector((state) => {
        const channel = state.entities.channels.channels[post.channel_id];
        return channel ? channelTitle(state, channel) : 'A channel you left';
    });
    const team = useAppSelector((state) => {
        const {channels, teams} = state.entities;
        const teamId = channels.channels[post.channel_id]?.team_id;
        return teamId && teamId !== teams.currentTeamId ? teams.teams[teamId]?.display_name : '';
    });
    const jump = () => {
        if (window.matchMedia('(max-width: 1000px)').matches) {
            dispatch(closePanel());
        }
        dispatch(jumpTo(post));
    };
    return (
        <div className="hit">
            <p className="hit__where">
                {where}
                {team && <span> · {team}</span>}
            </p>
            <Post post={post} place="result" words={words} onJump={jump} />
        </div>
    );
}

interface ListProps {
    posts: PostData[];
    loaded: Loaded;
    words?: string[] | undefined;
    icon: IconName;
    empty: string;
    hint: string;
    more?: (() => void) | undefined;
}

function List({posts, loaded, words, icon, empty, hint, more}: ListProps) {
    if (loaded.phase === 'failed') {
        return <Failed text={loaded.error || 'The list could not be loaded.'} onRetry={loaded.retry} />;
    }
    if (loaded.phase === 'loading' && posts.length === 0) {
        return <Loading />;
    }
    if (posts.length === 0) {
        return (
            <Empty icon={icon} title={empty}>
                {hint}
            </Empty>
        );
    }
    return (
        <div className="hits" data-post-list tabIndex={0} role="region" aria-label="Messages found">
            {posts.map((post) => (
                <Hit key={post.id} post={post} words={words} />
            ))}
            {more && (
                <p className="hits__more">
                    <Button onClick={more}>Load more</Button>
                </p>
            )}
        </div>
    );
}

const EMPTY: string[] = [];

function usePostsByIds(ids: string[] | undefined): PostData[] {
    const all = useAppSelector((state) => state.entities.posts.posts);
    return useMemo(
        () => (ids ?? EMPTY).map((id) => all[id]).filter((post): post is PostData => post !== undefined && post.state !== 'DELETED'),
        [all, ids],
    );
}

function question(terms: string, any: boolean) {
    return {
        terms,
        is_or_search: any,
        include_deleted_channels: true,
        time_zone_offset: -new Date().getTimezoneOffset() * 60,
        page: 0,
        per_page: 20,
    };
}

export function SearchPanel({terms}: {terms: string}) {
    const dispatch = useAppDispatch();
    const teamId = useAppSelector((state) => state.entities.teams.currentTeamId);
    const [kind, setKind] = useState<'messages' | 'files'>('messages');
    const loaded = useLoad(() => dispatch(searchPostsWithParams(teamId, question(terms, false))), `${teamId}:${terms}`);
    const ids = useAppSelector((state) => state.entities.search.results);
    const posts = usePostsByIds(loaded.phase === 'ready' ? ids : EMPTY);
    const atEnd = useAppSelector((state) => state.entities.search.current[teamId]?.isEnd ?? true);
    const words = useMemo(() => searchWords(terms), [terms]);
    return (
        <>
            <div className="tabs" role="group" aria-label="What to show">
                <button type="button" className="tab" aria-pressed={kind === 'messages'} onClick={() => setKind('messages')}>
                    Messages
                </button>
                <button type="button" className="tab" aria-pressed={kind === 'files'} onClick={() => setKind('files')}>
                    Files
                </button>
                <span className="tabs__note">{terms}</span>
            </div>
            {kind === 'messages' ? (
                <List
                    posts={posts}
                    loaded={loaded}
                    words={words}
                    icon="search"
                    empty="Nothing found"
                    hint="Try other words, part of a word with *, or fewer filters."
                    more={!atEnd && posts.length >= 20 ? () => void dispatch(getMorePostsForSearch(teamId)) : undefined}
                />
            ) : (
                <FilesFound terms={terms} teamId={teamId} />
            )}
        </>
    );
}

export function FilesFound({terms, teamId}: {terms: string; teamId: string}) {
    const dispatch = useAppDispatch();
    const loaded = useLoad(() => dispatch(searchFilesWithParams(teamId, question(terms, false))), `files:${teamId}:${terms}`);
    const ids = useAppSelector((state) => state.entities.search.fileResults);
    const known = useAppSelector((state) => state.entities.files.filesFromSearch);
    const files = useMemo(
        () => (ids ?? []).map((id) => (known as unknown as Record<string, FileSearchResultItem>)[id]).filter((file) => file !== undefined),
        [ids, known],
    );
    if (loaded.phase === 'loading') {
        return <Loading />;
    }
    if (loaded.phase === 'failed') {
        return <Failed text={loaded.error || 'The files could not be searched.'} onRetry={loaded.retry} />;
    }
    return files.length === 0 ? (
        <Empty icon="file" title="No files found" />
    ) : (
        <div className="file-hits">
            {files.map((file) => (
                <FileCard key={file.id} file={file} />
            ))}
        </div>
    );
}

export function MentionsPanel() {
    const dispatch = useAppDispatch();
    const teamId = useAppSelector((state) => state.entities.teams.currentTeamId);
    const keys = useAppSelector(getCurrentUserMentionKeys);
    const terms = keys
        .map((entry) => entry.key)
        .filter((key) => !['@channel', '@all', '@here'].includes(key))
        .map((key) => (key.includes(' ') ? `"${key}"` : key))
        .join(' ');
    const loaded = useLoad(() => dispatch(searchPostsWithParams(teamId, question(terms, true))), `${teamId}:${terms}`);
    const ids = useAppSelector((state) => state.entities.search.results);
    const posts = usePostsByIds(loaded.phase === 'ready' ? ids : EMPTY);
    return <List posts={posts} loaded={loaded} icon="at" empty="No mentions yet" hint="Messages that name you, or a word you watch, gather here." />;
}

export function SavedPanel() {
    const dispatch = useAppDispatch();
    const loaded = useLoad(() => dispatch(getFlaggedPosts()), 'saved');
    const ids = useAppSelector((state) => state.entities.search.flagged);
    return <List posts={usePostsByIds(ids)} loaded={loaded} icon="bookmark" empty="Nothing saved" hint="Save a message to come back to it. Only you can see what you saved." />;
}

export function PinnedPanel({channelId}: {channelId: string}) {
    const dispatch = useAppDispatch();
    const loaded = useLoad(() => dispatch(getPinnedPosts(channelId)), channelId);
    const ids = useAppSelector((state) => state.entities.search.pinned[channelId]);
    return <List posts={usePostsByIds(ids)} loaded={loaded} icon="pin" empty="Nothing pinned" hint="Pin what everyone in this channel should find again." />;
}

