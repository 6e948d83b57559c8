/* What plugins add to the dialog for a new channel: further kinds of channel, and something to do once it is there. */
import type {NewChannelFormResult, NewChannelFormState} from '@mattermost/types/plugins';
import {useCallback, useRef} from 'react';
import type {ReactNode} from 'react';

import type {Choice} from '@/components/Field';
import type {PluginPart} from '@/store/plugins';

import {act, ask, note} from './faults';
import {labelOf} from './menu';
import {Part, useParts} from './Slot';

export function useChannelKinds(): PluginPart[] {
    return useParts('ChannelTypeOption').filter((part) => typeof part['isAvailable'] !== 'function' || ask(part.pluginId, 'its kind of channel', () => Boolean((part['isAvailable'] as () => unknown)()), false));
}

export function kindChoice(part: PluginPart): Choice {
    const hint = part['description'] as unknown;
    return {value: part.id, label: labelOf(part, part['label']), ...(typeof hint === 'string' ? {hint} : {})};
}

export function KindExtra({part, form}: {part: PluginPart; form: NewChannelFormState}) {
    return part['extraContent'] ? <Part pluginId={part.pluginId} where="the dialog for a new channel" component={part['extraContent']} given={{formState: form, ...form}} /> : null;
}

export async function createByPlugin(part: PluginPart, form: NewChannelFormState): Promise<NewChannelFormResult> {
    try {
        return await (part['onCreate'] as (state: NewChannelFormState) => Promise<NewChannelFormResult>)(form);
    } catch (failure) {
        return {status: 'error', message: note(part.pluginId, 'the dialog for a new channel', failure)};
    }
}

type After = (channelId: string, teamId: string) => unknown;

/** Parts to draw in the dialog, and what to call when the channel has been created. */
export function useAfterCreation(): {parts: ReactNode; run: After} {
    const parts = useParts('CreateBoardFromTemplate');
    const wanted = useRef(new Map<string, After>());
    const setAction = useCallback((id: string, action: After | null | undefined) => {
        if (action) {
            wanted.current.set(id, action);
        } else {
            wanted.current.delete(id);
        }
    }, []);
    return {
        parts: parts.map((part) => part.component && <Part key={part.id} pluginId={part.pluginId} where="the dialog for a new channel" component={part.component} given={{setCanCreate: () => undefined, setAction: (action: After | null) => setAction(part.id, action), newBoardInfoIcon: null}} />),
        run: (channelId, teamId) =>
            parts.forEach((part) => {
                const own = part.component ? wanted.current.get(part.id) : part.action;
                act(part.pluginId, 'what it does with a new channel', own ?? (part.component ? undefined : part.action), channelId, teamId);
            }),
    };
}
