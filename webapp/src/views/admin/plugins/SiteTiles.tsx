/* Numbers that plugins add to the statistics page. */
import {useEffect, useState} from 'react';

import {Icon} from '@/components/Icon';
import {note, pluginName} from '@/plugins/faults';
import {useAppSelector} from '@/store';

import {wordsFrom} from './definition';

interface Tile {
    key: string;
    name: string;
    value: string;
}

interface Answered {
    name?: unknown;
    id?: string;
    value?: unknown;
    visualizationType?: string;
}

export function SiteTiles() {
    const handlers = useAppSelector((state) => state.plugins.siteStatsHandlers);
    const [tiles, setTiles] = useState<Tile[]>([]);
    useEffect(() => {
        let current = true;
        const askOne = async (pluginId: string): Promise<Tile[]> => {
            try {
                const answer = (await handlers[pluginId]?.()) as Record<string, Answered> | undefined;
                return Object.entries(answer ?? {})
                    .filter(([, one]) => typeof one.value === 'number' || typeof one.value === 'string')
                    .map(([key, one]) => ({key: `${pluginId}:${key}`, name: wordsFrom(one.name, `${pluginName(pluginId)}: ${key}`), value: typeof one.value === 'number' ? one.value.toLocaleString() : String(one.value)}));
            } catch (failure) {
                note(pluginId, 'its statistics', failure);
                return [];
            }
        };
        void Promise.all(Object.keys(handlers).sort().map(askOne)).then((found) => current && setTiles(found.flat()));
        return () => {
            current = false;
        };
    }, [handlers]);
    if (tiles.length === 0) {
        return null;
    }
    return (
        <dl className="tiles tiles--four" aria-label="From plugins">
            {tiles.map((tile) => (
                <div key={tile.key} className="tile card">
                    <dt>
                        <Icon name="plug" size={16} /> {tile.name}
                    </dt>
                    <dd>{tile.value}</dd>
                </div>
            ))}
        </dl>
    );
}
