/* The panel on the right when a plugin fills it. */
import type {ReactNode} from 'react';

import {Empty} from '@/components/states';
import {useAppSelector} from '@/store';
import type {PanelView} from '@/store/panel';

import {pluginName} from './faults';
import {Part, Piece, useParts} from './Slot';

export function usePanelTitle(view: PanelView | undefined): ReactNode {
    const parts = useParts('RightHandSidebarComponent');
    const part = view?.kind === 'plugin' ? parts.find((one) => one.id === view.pluggableId) : undefined;
    if (!part) {
        return undefined;
    }
    const title = part['title'] as unknown;
    if (!title) {
        return pluginName(part.pluginId);
    }
    return typeof title === 'string' ? title : <Piece part={part} value={title} where="the title of the panel" />;
}

/** A plugin that goes takes its panel with it, and what stays says so. */
export function PanelPart({id}: {id: string}) {
    const part = useParts('RightHandSidebarComponent').find((one) => one.id === id);
    if (!part?.component) {
        return (
            <Empty icon="plug" title="Nothing to show">
                The plugin that filled this panel is not loaded any more.
            </Empty>
        );
    }
    return (
        <div className="panel__plugin">
            <Part pluginId={part.pluginId} where="the panel" component={part.component} />
        </div>
    );
}

export function PostCard({postId}: {postId: string}) {
    const post = useAppSelector((state) => state.entities.posts.posts[postId]);
    const part = useAppSelector((state) => (post ? state.plugins.postCardTypes[post.type] : undefined));
    if (!post || !part?.component) {
        return (
            <Empty icon="info" title="Nothing to show">
                The message is gone, or the plugin that knows more about it.
            </Empty>
        );
    }
    return (
        <div className="panel__plugin panel__plugin--padded">
            <Part pluginId={part.pluginId} where="the card of a message" component={part.component} given={{post}} />
        </div>
    );
}
