/* Messages to be sent later: when, in the person's own time, and which of them wait. */
import type {ScheduledPost} from '@mattermost/types/schedule_post';

import type {AppState} from './types';

export const schedulesPosts = (state: AppState): boolean => state.entities.general.config.ScheduledPosts === 'true';

export interface Suggestion {
    label: string;
    at: number;
}

const MORNING = 9;

function morningIn(days: number, now: number): number {
    const day = new Date(now);
    day.setDate(day.getDate() + days);
    day.setHours(MORNING, 0, 0, 0);
    return day.getTime();
}

/** Moments people choose most: the next mornings of work. */
export function suggestions(now: number): Suggestion[] {
    const weekday = new Date(now).getDay();
    const untilMonday = (8 - weekday) % 7 || 7;
    const monday = {label: weekday === 1 ? 'Next Monday' : 'Monday', at: morningIn(untilMonday, now)};
    const tomorrow = {label: 'Tomorrow', at: morningIn(1, now)};
    // On Friday and Saturday "tomorrow" is no work day, on Sunday it is Monday.
    if (weekday === 5 || weekday === 6) {
        return [monday];
    }
    return weekday === 0 ? [tomorrow] : [tomorrow, monday];
}

/** What `<input type="datetime-local">` wants: local time without a zone. */
export function toLocalInput(at: number): string {
    const date = new Date(at);
    const two = (value: number) => String(value).padStart(2, '0');
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function fromLocalInput(text: string): number {
    const at = new Date(text).getTime();
    return Number.isNaN(at) ? 0 : at;
}

const REASONS: Record<string, string> = {
    channel_archived: 'The channel is archived.',
    channel_not_found: 'The channel is gone.',
    user_missing: 'The account is not active.',
    user_deleted: 'The account is not active.',
    no_channel_permission: 'You may not write in this channel any more.',
    no_channel_member: 'You are not in this channel any more.',
    thread_deleted: 'The thread was deleted.',
    invalid_post: 'The message is not valid.',
};

export function whyNotSent(post: ScheduledPost): string {
    return post.error_code ? (REASONS[post.error_code] ?? 'It could not be sent.') : '';
}

/** Those of a team and of direct messages, the next one first. */
export function scheduledIn(state: AppState, teamId: string): ScheduledPost[] {
    const {byId, byTeamId} = state.entities.scheduledPosts;
    return [...(byTeamId[teamId] ?? []), ...(byTeamId['directChannels'] ?? [])]
        .map((id) => byId[id])
        .filter((post) => post !== undefined)
        .sort((a, b) => a.scheduled_at - b.scheduled_at);
}
