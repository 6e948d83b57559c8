/* The plugins of the server, kept fresh by what it tells over the WebSocket. */
import {Client4} from 'mattermost-redux/client';
import {useCallback, useEffect, useState} from 'react';

import {onFrame} from '@/client/socket';
import {useAppDispatch} from '@/store';
import {say} from '@/store/toasts';

import {fetchGrants, fetchPlugins, wordsOf} from './api';
import type {PluginRow} from './api';

const TELLING = new Set(['plugin_statuses_changed', 'plugin_enabled', 'plugin_disabled', 'config_changed']);

export function usePlugins() {
    const [rows, setRows] = useState<PluginRow[] | null>(null);
    const [error, setError] = useState('');
    /** Plugins are switched off on this server. */
    const [off, setOff] = useState(false);
    const load = useCallback(() => {
        fetchPlugins().then(
            (found) => {
                setRows(found);
                setError('');
                setOff(false);
            },
            (failure: unknown) => {
                setError(wordsOf(failure));
                setOff((failure as {status_code?: number} | null)?.status_code === 501);
            },
        );
    }, []);
    useEffect(() => {
        load();
        return onFrame((frame) => TELLING.has(frame.event) && load());
    }, [load]);
    return {rows, error, off, load};
}

/** Switches a plugin; `consent` is the one that has to be asked about first, and null while there is none. */
export function useSwitching(load: () => void) {
    const dispatch = useAppDispatch();
    const [busy, setBusy] = useState('');
    const [consent, setConsent] = useState<PluginRow | null>(null);
    const enable = async (row: PluginRow) => {
        await Client4.enablePlugin(row.manifest.id);
        load();
    };
    const change = async (row: PluginRow, on: boolean) => {
        setBusy(row.manifest.id);
        try {
            if (!on) {
                await Client4.disablePlugin(row.manifest.id);
                load();
            } else {
                // A server that knows no grants has nothing to ask about.
                const grants = await fetchGrants(row.manifest.id).catch(() => null);
                if (grants?.asked.some((one) => !one.granted)) {
                    setConsent(row);
                } else {
                    await enable(row);
                }
            }
        } catch (failure) {
            dispatch(say(wordsOf(failure), 'bad'));
        }
        setBusy('');
    };
    return {busy, change, enable, consent, endConsent: () => setConsent(null)};
}
