/* The answers to a dialog of an integration: their first values, what is wrong with them, how they are sent. */
import type {DialogElement} from '@mattermost/types/integrations';

import {fromLocalInput, toLocalInput} from '@/store/schedule';

export type Answer = string | boolean | number | string[];
export type Answers = Record<string, Answer>;

const DEFAULT_MOST: Record<string, number> = {text: 150, textarea: 3000};

export function longest(element: DialogElement): number | undefined {
    return element.max_length || DEFAULT_MOST[element.type];
}

const DAY_MS = 86_400_000;

/** "today", "tomorrow", "yesterday", "+3d", "+1w" or a date. */
export function dateOf(text: string | undefined, now = Date.now()): string {
    const word = (text ?? '').trim().toLowerCase();
    const named = {today: 0, tomorrow: 1, yesterday: -1}[word];
    const relative = /^([+-]\d+)([dw])$/.exec(word);
    const days = named ?? (relative ? Number(relative[1]) * (relative[2] === 'w' ? 7 : 1) : undefined);
    if (days !== undefined) {
        return toLocalInput(now + days * DAY_MS).slice(0, 10);
    }
    return /^\d{4}-\d{2}-\d{2}/.test(word) ? word.slice(0, 10) : '';
}

function momentOf(text: string | undefined): string {
    const at = Date.parse(text ?? '');
    if (!Number.isNaN(at)) {
        return toLocalInput(at);
    }
    const day = dateOf(text);
    return day ? `${day}T09:00` : '';
}

function firstAnswer(element: DialogElement): Answer {
    const value = element.default ?? '';
    switch (element.type) {
        case 'bool':
            return String(value).toLowerCase() === 'true';
        case 'select':
            return element.multiselect ? value.split(',').map((one) => one.trim()).filter(Boolean) : value;
        case 'date':
            return dateOf(value);
        case 'datetime':
            return momentOf(value);
        default:
            return element.subtype === 'number' && value !== '' ? Number(value) : value;
    }
}

export function firstAnswers(elements: DialogElement[]): Answers {
    return Object.fromEntries(elements.map((element) => [element.name, firstAnswer(element)]));
}

export function dialogProblem(element: DialogElement, value: Answer | undefined): string | undefined {
    if (element.type === 'bool') {
        return element.optional || value === true ? undefined : 'This has to be switched on.';
    }
    const text = value === undefined || value === false ? '' : Array.isArray(value) ? value.join(',') : String(value);
    if (!element.optional && text.trim() === '') {
        return 'This is needed.';
    }
    if (text === '') {
        return undefined;
    }
    if (element.type === 'text' || element.type === 'textarea') {
        if (element.min_length && [...text].length < element.min_length) {
            return `At least ${element.min_length} characters.`;
        }
        if (element.subtype === 'email' && !/^[^\s@]+@[^\s@]+$/.test(text)) {
            return 'This does not look like an email address.';
        }
        if (element.subtype === 'number' && Number.isNaN(Number(text))) {
            return 'This has to be a number.';
        }
        if (element.subtype === 'url' && !/^https?:\/\/\S+$/.test(text)) {
            return 'This has to begin with http:// or https://.';
        }
    }
    return undefined;
}

/** What the integration gets: moments in UTC, what was left empty as null, as it is used to. */
export function toSend(elements: DialogElement[], answers: Answers): Record<string, Answer | null> {
    return Object.fromEntries(
        elements.map((element) => {
            const value = answers[element.name];
            if (element.type === 'datetime' && typeof value === 'string' && value) {
                return [element.name, new Date(fromLocalInput(value)).toISOString().replace(/\.\d{3}Z$/, 'Z')];
            }
            if (element.subtype === 'number' && typeof value === 'string' && value !== '') {
                return [element.name, Number(value)];
            }
            return [element.name, value === '' || value === undefined ? null : value];
        }),
    );
}
