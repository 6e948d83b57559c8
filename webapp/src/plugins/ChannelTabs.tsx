/* Parts of a channel's settings that plugins bring, below the channel's own. */
import type {Channel} from '@mattermost/types/channels';

import {store} from '@/store';

import {ask, pluginName} from './faults';
import {Part, useParts} from './Slot';

interface TabSchema {
    id?: string;
    uiName?: string;
    component?: unknown;
    sections?: unknown[];
}

export function ChannelTabs({channel}: {channel: Channel}) {
    const parts = useParts('ChannelSettingsTab').filter((part) => typeof part['shouldRender'] !== 'function' || ask(part.pluginId, 'the channel settings', () => Boolean((part['shouldRender'] as (state: unknown, one: Channel) => unknown)(store.getState(), channel)), false));
    return (
        <>
            {parts.map((part) => {
                const schema = (part['schema'] ?? {}) as TabSchema;
                const component = part.component ?? schema.component;
                return (
                    component !== undefined && (
                        <fieldset key={part.id} className="plugin-section">
                            <legend>{String(part['uiName'] ?? schema.uiName ?? pluginName(part.pluginId))}</legend>
                            <Part pluginId={part.pluginId} where="the channel settings" component={component as never} given={{channel, channelId: channel.id}} />
                        </fieldset>
                    )
                );
            })}
        </>
    );
}
