/* The smallest web part worth having: a button in the channel header that opens a panel of its own. */
import type {ChinwagStore, PlaceProps, Registry, WebPlugin} from '@chinwag/plugin-web';
import '@chinwag/plugin-web/window';
import {useSelector} from 'react-redux';

const ID = 'com.example.counter';

interface Counter {
    clicks: number;
}

function counter(state: Counter = {clicks: 0}, action: {type: string}): Counter {
    return action.type === `${ID}/clicked` ? {clicks: state.clicks + 1} : state;
}

function Panel({theme}: PlaceProps) {
    const {clicks} = useSelector((state: Record<`plugins-${string}`, unknown>) => state[`plugins-${ID}`] as Counter);
    return <p style={{padding: 16, color: theme.centerChannelColor}}>Opened {clicks} times.</p>;
}

const plugin: WebPlugin = {
    initialize(registry: Registry, store: ChinwagStore) {
        registry.registerReducer(counter);
        const {showRHSPlugin} = registry.registerRightHandSidebarComponent(Panel, 'Counter');
        registry.registerChannelHeaderButtonAction({
            icon: <span aria-hidden="true">🔢</span>,
            dropdownText: 'Counter',
            tooltipText: 'Open the counter',
            action: () => {
                store.dispatch({type: `${ID}/clicked`});
                store.dispatch(showRHSPlugin);
            },
        });
    },
};

window.registerPlugin(ID, plugin);
