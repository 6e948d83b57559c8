/* What stands around every plugin component. It comes with the shared libraries; until then there is nothing to stand around. */
import {Fragment} from 'react';
import type {ComponentType, ReactNode} from 'react';

let Frame: ComponentType<{children: ReactNode}> = Fragment;

export function setFrame(frame: ComponentType<{children: ReactNode}>): void {
    Frame = frame;
}

export function PluginFrame({children}: {children: ReactNode}) {
    return <Frame>{children}</Frame>;
}
