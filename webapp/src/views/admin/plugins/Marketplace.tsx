/* Plugins the server knows where to get. */
import type {MarketplacePlugin} from '@mattermost/types/marketplace';
import {Client4} from 'mattermost-redux/client';
import {useEffect, useState} from 'react';

import {Button} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {PlainLink} from '@/components/links';
import {Empty, Failed, Loading} from '@/components/states';
import {useAppDispatch} from '@/store';
import {say} from '@/store/toasts';
import {safeImage} from '@/markdown/address';

import {wordsOf} from './api';

function Offer({plugin, onInstalled}: {plugin: MarketplacePlugin; onInstalled: () => void}) {
    const dispatch = useAppDispatch();
    const [busy, setBusy] = useState(false);
    const {manifest} = plugin;
    const current = plugin.installed_version === manifest.version;
    const icon = plugin.icon_data?.startsWith('data:image/') ? plugin.icon_data : safeImage(plugin.icon_data ?? '');
    const install = async () => {
        setBusy(true);
        try {
            await Client4.installMarketplacePlugin(manifest.id);
            dispatch(say(`${manifest.name} ${manifest.version} is installed`, 'good'));
            onInstalled();
        } catch (failure) {
            dispatch(say(wordsOf(failure), 'bad'));
        }
        setBusy(false);
    };
    return (
        <li className="offer">
            <span className="offer__icon">{icon ? <img src={icon} alt="" /> : <Icon name="plug" size={22} />}</span>
            <span className="offer__text">
                <strong>{manifest.name || manifest.id}</strong> <small>{manifest.version}</small>
                {plugin.labels?.map((label) => (
                    <span key={label.name} className="tag" title={label.description}>
                        {label.name}
                    </span>
                ))}
                <span>{manifest.description}</span>
                {manifest.homepage_url && <PlainLink href={manifest.homepage_url}>More about it</PlainLink>}
            </span>
            <Button size="small" busy={busy} disabled={busy || current} onClick={() => void install()}>
                {current ? 'Installed' : plugin.installed_version ? `Update from ${plugin.installed_version}` : 'Install'}
            </Button>
        </li>
    );
}

export function Marketplace({onInstalled}: {onInstalled: () => void}) {
    const [term, setTerm] = useState('');
    const [list, setList] = useState<MarketplacePlugin[] | null>(null);
    const [error, setError] = useState('');
    const [turn, setTurn] = useState(0);
    useEffect(() => {
        let current = true;
        const timer = window.setTimeout(() => {
            Client4.getMarketplacePlugins(term).then(
                (found) => {
                    if (current) {
                        setList(found);
                        setError('');
                    }
                },
                (failure: unknown) => current && setError(wordsOf(failure)),
            );
        }, 200);
        return () => {
            current = false;
            window.clearTimeout(timer);
        };
    }, [term, turn]);
    return (
        <section aria-label="Marketplace">
            <div className="toolbar">
                <input className="input" type="search" placeholder="Find a plugin" aria-label="Find a plugin" value={term} onChange={(event) => setTerm(event.target.value)} />
            </div>
            {error ? (
                <Failed text={error} onRetry={() => setTurn(turn + 1)} />
            ) : list === null ? (
                <Loading />
            ) : list.length === 0 ? (
                <Empty icon="plug" title="Nothing offered">
                    {term ? 'No plugin has that in its name or description.' : 'The marketplace lists no plugins.'}
                </Empty>
            ) : (
                <ul className="card offers">
                    {list.map((plugin) => (
                        <Offer
                            key={plugin.manifest.id}
                            plugin={plugin}
                            onInstalled={() => {
                                setTurn(turn + 1);
                                onInstalled();
                            }}
                        />
                    ))}
                </ul>
            )}
        </section>
    );
}
