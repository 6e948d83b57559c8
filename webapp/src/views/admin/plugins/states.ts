/* What the states of a plugin are called, and how alarming they are. */
import type {PluginRow, StatusOfPlugin} from './api';

export type Tone = 'good' | 'bad' | 'busy' | 'quiet';

interface StateWords {
    words: string;
    tone: Tone;
}

const STATES: StateWords[] = [
    {words: 'Not running', tone: 'quiet'},
    {words: 'Starting', tone: 'busy'},
    {words: 'Running', tone: 'good'},
    {words: 'Failed to start', tone: 'bad'},
    {words: 'Failed to stay running', tone: 'bad'},
    {words: 'Stopping', tone: 'busy'},
];

export function stateOf(status: StatusOfPlugin): StateWords {
    return STATES[status.state] ?? {words: `State ${status.state}`, tone: 'quiet'};
}

/** The one state to show for a plugin on several nodes: the worst. */
export function summary(row: PluginRow): StateWords & {error: string} {
    const order: Tone[] = ['bad', 'busy', 'good', 'quiet'];
    const all = row.statuses.map((status) => ({...stateOf(status), error: status.error ?? ''}));
    all.sort((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone));
    return all[0] ?? {words: row.active ? 'Running' : 'Not running', tone: row.active ? 'good' : 'quiet', error: ''};
}
