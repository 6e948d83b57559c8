/* The order of bookmarks, and where one lands when it is dropped on another. */
import type {ChannelBookmark} from '@mattermost/types/channel_bookmarks';

export function inOrder(list: ChannelBookmark[]): ChannelBookmark[] {
    return list.filter((bookmark) => bookmark.delete_at === 0).sort((a, b) => a.sort_order - b.sort_order || a.create_at - b.create_at);
}

/** The new place, or null when nothing moves. */
export function placeAfterDrop(list: ChannelBookmark[], id: string, at: number): number | null {
    const from = list.findIndex((bookmark) => bookmark.id === id);
    return from < 0 || from === at ? null : at;
}

/** What people type as an address: without a scheme it is https. */
export function bookmarkAddress(typed: string): string {
    const text = typed.trim();
    if (!text) {
        return '';
    }
    const whole = /^https?:\/\//i.test(text) ? text : `https://${text}`;
    try {
        const url = new URL(whole);
        return url.hostname.includes('.') || url.hostname === 'localhost' ? whole : '';
    } catch {
        return '';
    }
}
