/* A person's picture with their presence; a person-coloured letter while there is none. */
import type {UserProfile} from '@mattermost/types/users';
import {Client4} from 'mattermost-redux/client';

import {useState} from 'react';

import {useAppSelector} from '@/store';

import {Icon} from './Icon';

export function pictureOf(user: Pick<UserProfile, 'id' | 'last_picture_update'>): string {
    return Client4.getProfilePictureUrl(user.id, user.last_picture_update ?? 0);
}

interface AvatarProps {
    userId: string;
    size?: number;
    presence?: boolean;
    /** A web hook's own picture. */
    override?: string | undefined;
}

export function Avatar({userId, size = 36, presence = false, override}: AvatarProps) {
    const user = useAppSelector((state) => state.entities.users.profiles[userId]);
    const source = override ?? (user ? pictureOf(user) : undefined);
    const [broken, setBroken] = useState('');
    return (
        <span className="avatar" style={{width: size, height: size}} aria-hidden="true">
            {source && source !== broken ? (
                <img src={source} alt="" width={size} height={size} loading="lazy" onError={() => setBroken(source)} />
            ) : (
                <span className="avatar__blank" style={{fontSize: size * 0.42}}>
                    {user ? user.username.slice(0, 1).toUpperCase() : <Icon name="user" size={Math.round(size * 0.6)} />}
                </span>
            )}
            {presence && !user?.is_bot && <Presence userId={userId} />}
        </span>
    );
}

export function Presence({userId}: {userId: string}) {
    const status = useAppSelector((state) => state.entities.users.statuses[userId] ?? 'offline');
    return <span className={`presence presence--${status}`} />;
}

export const STATUS_WORDS: Record<string, string> = {
    online: 'Online',
    away: 'Away',
    dnd: 'Do not disturb',
    offline: 'Offline',
    ooo: 'Out of office',
};
