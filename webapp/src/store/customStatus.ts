/* The custom status a person set, while it has not run out. */
import type {UserProfile} from '@mattermost/types/users';

export interface CustomStatus {
    emoji: string;
    text: string;
    duration: string;
    expires_at: string;
}

export function customStatusOf(user: UserProfile | undefined, now = Date.now()): CustomStatus | null {
    const stored = user?.props?.['customStatus'];
    if (!stored) {
        return null;
    }
    try {
        const status = JSON.parse(stored) as Partial<CustomStatus>;
        const expires = status.expires_at ? Date.parse(status.expires_at) : 0;
        if (expires > 0 && expires < now) {
            return null;
        }
        if (!status.emoji && !status.text) {
            return null;
        }
        return {
            emoji: status.emoji || 'speech_balloon',
            text: status.text ?? '',
            duration: status.duration ?? '',
            expires_at: status.expires_at ?? '',
        };
    } catch {
        return null;
    }
}
