/* How the plugins of this page are doing: whether they have been loaded, whether they are switched off, what went wrong. */
import type {AppAction} from './types';

export interface PluginFault {
    id: number;
    pluginId: string;
    /** The slot, hook or step in which it happened. */
    where: string;
    message: string;
    stack: string;
    at: number;
}

export interface PluginHealth {
    /** `off` is safe mode. */
    phase: 'waiting' | 'loading' | 'ready' | 'off';
    reason: '' | 'address' | 'setting';
    faults: PluginFault[];
}

const empty: PluginHealth = {phase: 'waiting', reason: '', faults: []};
const KEPT = 50;

export function pluginHealthReducer(state: PluginHealth = empty, action: AppAction): PluginHealth {
    switch (action.type) {
        case 'PLUGIN_PHASE':
            return {...state, phase: action['phase'] as PluginHealth['phase'], reason: (action['reason'] as PluginHealth['reason']) ?? ''};
        case 'PLUGIN_FAULT':
            return {...state, faults: [...state.faults.slice(1 - KEPT), action['fault'] as PluginFault]};
        case 'PLUGIN_DROPPED':
            return {...state, faults: state.faults.filter((fault) => fault.pluginId !== action['pluginId'])};
        case 'LOGOUT_SUCCESS':
            return empty;
        default:
            return state;
    }
}

export const setPluginPhase = (phase: PluginHealth['phase'], reason: PluginHealth['reason'] = '') => ({type: 'PLUGIN_PHASE', phase, reason});
export const addFault = (fault: PluginFault) => ({type: 'PLUGIN_FAULT', fault});
