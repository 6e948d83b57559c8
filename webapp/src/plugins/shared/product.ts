/* `window.ProductApi`: what products take from the page they live in. */
import {createContext, createElement, useContext, useEffect} from 'react';
import type {ReactNode} from 'react';

import {webSocket} from '@/client/socket';
import {closePanel, openPanel} from '@/store/panel';
import type {AppState} from '@/store/types';

const SocketContext = createContext<ReturnType<typeof webSocket>>(undefined);

function useWebSocketClient() {
    return useContext(SocketContext) ?? webSocket();
}

function useWebSocket({handler}: {handler: (message: unknown) => void}): void {
    const client = useWebSocketClient();
    useEffect(() => {
        client?.addMessageListener(handler as never);
        return () => client?.removeMessageListener(handler as never);
    }, [client, handler]);
}

function WebSocketProvider({value, children}: {value?: ReturnType<typeof webSocket>; children?: ReactNode}) {
    return createElement(SocketContext.Provider, {value: value ?? webSocket()}, children);
}

const topOf = (state: AppState) => state.views.panel.stack.at(-1);

export const productApi = {
    useWebSocket,
    useWebSocketClient,
    WebSocketProvider,
    closeRhs: closePanel,
    selectRhsPost: (postId: string) => openPanel({kind: 'thread', rootId: postId}),
    getRhsSelectedPostId: (state: AppState): string => {
        const view = topOf(state);
        return view?.kind === 'thread' ? view.rootId : '';
    },
    getIsRhsOpen: (state: AppState): boolean => topOf(state) !== undefined,
};
