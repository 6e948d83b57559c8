/* Stands around each component of a plugin: when it throws, it alone is replaced, by what was there before and by its name. */
import {Component} from 'react';
import type {ErrorInfo, ReactNode} from 'react';

import {Button} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {Tooltip} from '@/components/Tooltip';
import {store} from '@/store';
import {openModal} from '@/store/modals';

import {note, pluginName} from './faults';
import {reloadPlugin} from './loader';

/** How much room the place has for words: a box, a mark the size of an icon, or none. */
export type GuardShape = 'box' | 'mark' | 'silent';

interface GuardProps {
    pluginId: string;
    where: string;
    shape: GuardShape;
    /** What the place showed before the plugin took it. */
    fallback?: ReactNode;
    children: ReactNode;
}

const showDetails = (pluginId: string) => store.dispatch(openModal({kind: 'plugin-faults', pluginId}));

function FailureBox({pluginId, message}: {pluginId: string; message: string}) {
    return (
        <div className="plugin-failure" role="alert">
            <Icon name="plug" size={18} />
            <p>
                <strong>{pluginName(pluginId)}</strong> stopped working here. <span>{message}</span>
            </p>
            <span className="plugin-failure__actions">
                <Button size="small" icon="refresh" onClick={() => void reloadPlugin(pluginId)}>
                    Reload plugin
                </Button>
                <Button size="small" tone="quiet" onClick={() => showDetails(pluginId)}>
                    Details
                </Button>
            </span>
        </div>
    );
}

function FailureMark({pluginId}: {pluginId: string}) {
    const words = `${pluginName(pluginId)} stopped working here. Show details`;
    return (
        <Tooltip text={words}>
            <button type="button" className="icon-button plugin-failure-mark" aria-label={words} onClick={() => showDetails(pluginId)}>
                <Icon name="warning" size={16} />
            </button>
        </Tooltip>
    );
}

export class PluginGuard extends Component<GuardProps, {message: string | null}> {
    override state: {message: string | null} = {message: null};

    static getDerivedStateFromError(failure: unknown): {message: string} {
        return {message: failure instanceof Error ? failure.message : String(failure)};
    }

    override componentDidCatch(failure: unknown, info: ErrorInfo): void {
        const error = failure instanceof Error ? failure : new Error(String(failure));
        error.stack = `${error.stack ?? error.message}\n${info.componentStack ?? ''}`;
        note(this.props.pluginId, this.props.where, error);
    }

    override render(): ReactNode {
        const {message} = this.state;
        const {pluginId, shape, fallback, children} = this.props;
        if (message === null) {
            return children;
        }
        return (
            <>
                {fallback}
                {shape === 'box' && <FailureBox pluginId={pluginId} message={message} />}
                {shape === 'mark' && <FailureMark pluginId={pluginId} />}
            </>
        );
    }
}
