/* Catches what went wrong while drawing, so that a person sees words and a way on instead of a blank page. */
import {Component} from 'react';
import type {ErrorInfo, ReactNode} from 'react';

import {Button} from '@/components/Button';
import {Icon} from '@/components/Icon';

interface GuardState {
    failure: Error | null;
}

export class PageGuard extends Component<{children: ReactNode}, GuardState> {
    override state: GuardState = {failure: null};

    static getDerivedStateFromError(failure: Error): GuardState {
        return {failure};
    }

    override componentDidCatch(failure: Error, info: ErrorInfo): void {
        console.error('The page could not be drawn.', failure, info.componentStack);
    }

    override render(): ReactNode {
        if (!this.state.failure) {
            return this.props.children;
        }
        const stale = /dynamically imported module|Importing a module script failed/.test(this.state.failure.message);
        return (
            <div className="boot" role="alert">
                <div className="state state--failed">
                    <span className="state__icon">
                        <Icon name="warning" size={28} />
                    </span>
                    <p className="state__title">{stale ? 'A new version is ready' : 'Something in this page broke'}</p>
                    <p className="state__text">{stale ? 'Load the page again to use it.' : this.state.failure.message}</p>
                    <Button tone="primary" icon="refresh" onClick={() => window.location.reload()}>
                        Load again
                    </Button>
                </div>
            </div>
        );
    }
}
