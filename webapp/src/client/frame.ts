/* One event from the server, and reading the parts that are JSON inside JSON. */

export interface Frame {
    event: string;
    data: Record<string, unknown>;
    broadcast: {user_id?: string; channel_id?: string; team_id?: string};
    seq: number;
}

/** Values that the protocol encodes twice; null when the text is not JSON. */
export function nested<T>(value: unknown): T | null {
    if (typeof value !== 'string') {
        return (value ?? null) as T | null;
    }
    try {
        return JSON.parse(value) as T;
    } catch {
        return null;
    }
}

export function text(value: unknown): string {
    return typeof value === 'string' ? value : '';
}

export function count(value: unknown): number {
    return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
