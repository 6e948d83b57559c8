/* Times as the person reads them: their clock, their language, their day. */
import {useAppSelector} from '@/store';
import {wants24Hours} from '@/store/preferences';

const DAY_MS = 86_400_000;

export function clock(at: number, military: boolean): string {
    return new Date(at).toLocaleTimeString(undefined, {hour: 'numeric', minute: '2-digit', hour12: !military});
}

export function startOfDay(at: number): number {
    const day = new Date(at);
    day.setHours(0, 0, 0, 0);
    return day.getTime();
}

export function dayWord(at: number, now = Date.now()): string {
    const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY_MS);
    if (days === 0) {
        return 'Today';
    }
    if (days === 1) {
        return 'Yesterday';
    }
    const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
    return new Date(at).toLocaleDateString(undefined, {
        weekday: 'long',
        month: 'long',
        day: 'numeric',
        ...(sameYear ? {} : {year: 'numeric'}),
    });
}

/** "now", "5 min", "3 h", then the date. */
export function ago(at: number, now = Date.now()): string {
    const minutes = Math.floor((now - at) / 60_000);
    if (minutes < 1) {
        return 'now';
    }
    if (minutes < 60) {
        return `${minutes} min`;
    }
    if (minutes < 24 * 60) {
        return `${Math.floor(minutes / 60)} h`;
    }
    return new Date(at).toLocaleDateString(undefined, {month: 'short', day: 'numeric'});
}

/** "Tomorrow 09:00", "Friday 09:00", then the date: for moments to come. */
export function momentWords(at: number, military: boolean, now = Date.now()): string {
    const days = Math.round((startOfDay(at) - startOfDay(now)) / DAY_MS);
    const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
    const day =
        days === 0
            ? 'today'
            : days === 1
              ? 'tomorrow'
              : days > 1 && days < 7
                ? new Date(at).toLocaleDateString(undefined, {weekday: 'long'})
                : new Date(at).toLocaleDateString(undefined, {month: 'short', day: 'numeric', ...(sameYear ? {} : {year: 'numeric'})});
    return `${day} at ${clock(at, military)}`;
}

export function Moment({at}: {at: number}) {
    const military = useAppSelector(wants24Hours);
    return (
        <time dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString(undefined, {dateStyle: 'full', timeStyle: 'short'})}>
            {momentWords(at, military)}
        </time>
    );
}

export function Clock({at}: {at: number}) {
    const military = useAppSelector(wants24Hours);
    const full = new Date(at).toLocaleString(undefined, {dateStyle: 'full', timeStyle: 'medium'});
    return (
        <time dateTime={new Date(at).toISOString()} title={full}>
            {clock(at, military)}
        </time>
    );
}

export function DateAndClock({at}: {at: number}) {
    const military = useAppSelector(wants24Hours);
    const day = dayWord(at);
    const short = day === 'Today' || day === 'Yesterday' ? day : new Date(at).toLocaleDateString(undefined, {month: 'short', day: 'numeric', year: new Date(at).getFullYear() === new Date().getFullYear() ? undefined : 'numeric'});
    return (
        <time dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString()}>
            {short} {clock(at, military)}
        </time>
    );
}
