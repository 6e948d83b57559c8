/* The panel on the right: a title, a way back, and one of its views. */
import {useEffect, useRef} from 'react';

import {IconButton} from '@/components/Button';
import {PanelPart, PostCard, usePanelTitle} from '@/plugins/panel';
import {useAppDispatch, useAppSelector} from '@/store';
import {backPanel, closePanel} from '@/store/panel';
import type {PanelView} from '@/store/panel';
import {ThreadBody, ThreadTitle} from '@/views/thread/ThreadPanel';

import {ChannelFiles, ChannelInfo} from './ChannelInfo';
import {ChannelMembers} from './ChannelMembers';
import {MentionsPanel, PinnedPanel, SavedPanel, SearchPanel} from './PostLists';

const TITLES: Record<PanelView['kind'], string> = {
    thread: 'Thread',
    search: 'Search results',
    mentions: 'Recent mentions',
    saved: 'Saved messages',
    pinned: 'Pinned messages',
    info: 'About this channel',
    members: 'Members',
    files: 'Files',
    plugin: 'Plugin',
    card: 'Info',
};

function Body({view}: {view: PanelView}) {
    switch (view.kind) {
        case 'thread':
            return <ThreadBody key={view.rootId} rootId={view.rootId} focusPostId={view.focusPostId} />;
        case 'search':
            return <SearchPanel key={view.terms} terms={view.terms} />;
        case 'mentions':
            return <MentionsPanel />;
        case 'saved':
            return <SavedPanel />;
        case 'pinned':
            return <PinnedPanel key={view.channelId} channelId={view.channelId} />;
        case 'info':
            return <ChannelInfo key={view.channelId} channelId={view.channelId} />;
        case 'members':
            return <ChannelMembers key={view.channelId} channelId={view.channelId} />;
        case 'files':
            return <ChannelFiles key={view.channelId} channelId={view.channelId} />;
        case 'plugin':
            return <PanelPart key={view.pluggableId} id={view.pluggableId} />;
        case 'card':
            return <PostCard key={view.postId} postId={view.postId} />;
        default:
            return null;
    }
}

export function Panel() {
    const dispatch = useAppDispatch();
    const stack = useAppSelector((state) => state.views.panel.stack);
    const view = stack.at(-1);
    const root = useAppSelector((state) => (view?.kind === 'thread' ? state.entities.posts.posts[view.rootId] : undefined));
    const teamId = useAppSelector((state) => (root && state.entities.channels.channels[root.channel_id]?.team_id) || state.entities.teams.currentTeamId);
    const section = useRef<HTMLElement>(null);
    const kind = view?.kind;
    const pluginTitle = usePanelTitle(view);
    useEffect(() => {
        if (kind && kind !== 'thread') {
            section.current?.focus({preventScroll: true});
        }
    }, [kind]);
    if (!view) {
        return null;
    }
    return (
        <aside className="panel" aria-label={typeof pluginTitle === 'string' ? pluginTitle : TITLES[view.kind]} ref={section} tabIndex={-1}>
            <header className="panel__header">
                {stack.length > 1 && <IconButton icon="back" label="Back" onClick={() => dispatch(backPanel())} />}
                {view.kind === 'thread' ? (
                    <ThreadTitle rootId={view.rootId} channelId={root?.channel_id ?? ''} teamId={teamId} />
                ) : (
                    <span className="panel__names">
                        <h2>{pluginTitle ?? TITLES[view.kind]}</h2>
                    </span>
                )}
                <IconButton icon="close" label="Close panel" onClick={() => dispatch(closePanel())} />
            </header>
            <Body view={view} />
        </aside>
    );
}
