/* One emoji by name: a standard one as a character, a custom one as a picture, an unknown one as its text. */
import {Client4} from 'mattermost-redux/client';
import {getCustomEmojisByName} from 'mattermost-redux/selectors/entities/emojis';
import {useEffect, useSyncExternalStore} from 'react';

import {useAppSelector} from '@/store';

import {wantEmoji} from './custom';
import {currentEmoji, onEmojiLoaded} from './emoji';
import type {EmojiTable} from './emoji';

export function useEmoji(): EmojiTable | undefined {
    return useSyncExternalStore(onEmojiLoaded, currentEmoji);
}

/** Perhaps a custom one this page has not heard of: the server knows. */
function Unknown({name}: {name: string}) {
    const table = useEmoji();
    useEffect(() => wantEmoji(name), [name, table]);
    return <span>{`:${name}:`}</span>;
}

export function EmojiGlyph({name, size}: {name: string; size?: 'text' | 'large' | 'jumbo'}) {
    const table = useEmoji();
    const custom = useAppSelector((state) => getCustomEmojisByName(state).get(name));
    const className = `emoji emoji--${size ?? 'text'}`;
    const found = table?.byName.get(name);
    if (found) {
        return (
            <span className={className} role="img" aria-label={name.replaceAll('_', ' ')} title={`:${name}:`}>
                {found.character}
            </span>
        );
    }
    if (custom) {
        return <img className={className} src={Client4.getEmojiRoute(custom.id) + '/image'} alt={`:${name}:`} title={`:${name}:`} />;
    }
    return <Unknown name={name} />;
}
