/* Finding what the person is completing, and putting the choice into the text. Pure text, no page. */

export type TriggerKind = 'mention' | 'channel' | 'emoji' | 'command';

export interface Trigger {
    kind: TriggerKind;
    /** What was typed after the sign. */
    term: string;
    /** Where the sign stands, and where the term ends. */
    from: number;
    to: number;
}

const BEFORE_CARET: Array<[TriggerKind, RegExp]> = [
    ['mention', /(?:^|[\s(["'*_>,;:!?-])@([\p{L}\p{N}._-]*)$/u],
    ['channel', /(?:^|[\s(["'*_>,;:!?-])~([a-z0-9_-]*)$/i],
    ['emoji', /(?:^|[\s(["'*_>,;!?-]):([a-z0-9_+-]{2,})$/i],
];

/** Inside a code fence or code span nothing is completed. */
export function insideCode(text: string): boolean {
    const fences = text.match(/^\s*```/gm)?.length ?? 0;
    if (fences % 2 === 1) {
        return true;
    }
    const line = text.slice(text.lastIndexOf('\n') + 1).replaceAll('```', '');
    return (line.match(/`/g)?.length ?? 0) % 2 === 1;
}

export function findTrigger(text: string, caret: number): Trigger | null {
    const before = text.slice(0, caret);
    if (/^\/[^\n]*$/.test(before) && !before.startsWith('//')) {
        return {kind: 'command', term: before.slice(1), from: 0, to: caret};
    }
    if (insideCode(before)) {
        return null;
    }
    for (const [kind, pattern] of BEFORE_CARET) {
        const term = pattern.exec(before)?.[1];
        if (term !== undefined && term.length <= 64) {
            return {kind, term, from: caret - term.length - 1, to: caret};
        }
    }
    return null;
}

export interface Edited {
    text: string;
    caret: number;
}

export function applyCompletion(text: string, trigger: Trigger, insert: string): Edited {
    const after = text.slice(trigger.to);
    const space = after.startsWith(' ') || insert.endsWith(' ') ? '' : ' ';
    const head = text.slice(0, trigger.from) + insert + space;
    return {text: head + after, caret: head.length + (space === '' && after.startsWith(' ') && !insert.endsWith(' ') ? 1 : 0)};
}

export interface Ranked {
    /** What is compared with the term, the best first. */
    keys: string[];
}

/** 0 is the best; null when nothing fits. Starts of names before starts of words before letters in order. */
export function rank(keys: string[], term: string): number | null {
    const wanted = term.toLowerCase();
    if (!wanted) {
        return 1;
    }
    let best: number | null = null;
    const better = (score: number) => {
        best = best === null ? score : Math.min(best, score);
    };
    keys.forEach((raw, index) => {
        const key = raw.toLowerCase();
        const far = index * 0.01;
        if (key === wanted) {
            better(far);
        } else if (key.startsWith(wanted)) {
            better(1 + far);
        } else if (key.split(/[\s._-]+/).some((word) => word.startsWith(wanted))) {
            better(2 + far);
        } else if (key.includes(wanted)) {
            better(3 + far);
        } else if (wanted.length > 2 && inOrder(key, wanted)) {
            better(4 + far);
        }
    });
    return best;
}

function inOrder(key: string, wanted: string): boolean {
    let at = 0;
    for (const letter of key) {
        if (letter === wanted[at]) {
            at++;
        }
    }
    return at === wanted.length;
}

export function sortByRank<T>(list: T[], keysOf: (one: T) => string[], term: string, limit: number): T[] {
    return list
        .map((one, index) => ({one, index, score: rank(keysOf(one), term)}))
        .filter((entry) => entry.score !== null)
        .sort((a, b) => (a.score ?? 9) - (b.score ?? 9) || a.index - b.index)
        .slice(0, limit)
        .map((entry) => entry.one);
}
