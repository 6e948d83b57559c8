/* What a manifest allows for a setting: in words for its hint, and what is wrong with a value. The server checks the same
 * before it stores anything (`server/crates/bundle/src/manifest/settings_value.rs`). */
import type {SchemaOfPlugin, SectionOfPlugin, SettingOfPlugin} from './api';
import {fitsPattern} from './patterns';

export type Values = Record<string, unknown>;

/** What the server shows in place of a secret; sent back it changes nothing. */
export const MASK = '*'.repeat(32);

/** The most characters of a text whose manifest says nothing. */
const MOST_CHARACTERS = 65_536;

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

/** The stored value, or what the manifest says to start with. */
export function valueOf(setting: SettingOfPlugin, values: Values): unknown {
    const stored = values[setting.key.toLowerCase()];
    return stored === undefined || stored === null ? (setting.default ?? (setting.type === 'bool' ? false : '')) : stored;
}

/** Where there are sections, only these are shown. */
function settingsOf(schema: SchemaOfPlugin, wanted: (section: SectionOfPlugin) => boolean): SettingOfPlugin[] {
    const sections = schema.sections ?? [];
    return sections.length > 0 ? sections.filter(wanted).flatMap((section) => section.settings) : (schema.settings ?? []);
}

export const allSettings = (schema: SchemaOfPlugin): SettingOfPlugin[] => settingsOf(schema, () => true);

/** The settings that the page draws by itself: not those in sections that are the plugin's own. */
export const ownSettings = (schema: SchemaOfPlugin): SettingOfPlugin[] => settingsOf(schema, (section) => !section.custom);

export function limitWords(setting: SettingOfPlugin): string {
    const {min, max, max_length: most, required} = setting;
    const words = [];
    if (min !== undefined && max !== undefined) {
        words.push(`From ${min} to ${max}.`);
    } else if (min !== undefined) {
        words.push(`At least ${min}.`);
    } else if (max !== undefined) {
        words.push(`At most ${max}.`);
    }
    if (most !== undefined) {
        words.push(`At most ${most} characters.`);
    }
    if (required && isEmpty(setting.default)) {
        words.push('Must be filled in.');
    }
    return words.join(' ');
}

function numberProblem(setting: SettingOfPlugin, value: unknown): string {
    const {min, max} = setting;
    const number = typeof value === 'number' ? value : Number(value);
    if (!Number.isFinite(number)) {
        return 'This must be a number.';
    }
    if ((min === undefined || number >= min) && (max === undefined || number <= max)) {
        return '';
    }
    if (min !== undefined && max !== undefined) {
        return `This must be from ${min} to ${max}; it is ${number}.`;
    }
    return min === undefined ? `This must be at most ${max}; it is ${number}.` : `This must be at least ${min}; it is ${number}.`;
}

function textProblem(setting: SettingOfPlugin, text: string): string {
    const most = setting.max_length ?? MOST_CHARACTERS;
    const length = [...text].length;
    if (length > most) {
        return `This may have ${most} characters; it has ${length}.`;
    }
    return setting.pattern && fitsPattern(setting.pattern, text) === false ? `This must have the form ${setting.pattern}` : '';
}

/** What is wrong with a value; empty when nothing is. */
export function problemOf(setting: SettingOfPlugin, value: unknown): string {
    if (setting.type === 'custom' || setting.type === 'bool' || value === MASK) {
        return '';
    }
    if (isEmpty(value)) {
        if (setting.type === 'number' && !isEmpty(setting.default)) {
            return `This must be a number. It was ${String(setting.default)} to begin with.`;
        }
        return setting.required && isEmpty(setting.default) ? 'This must be filled in.' : '';
    }
    switch (setting.type) {
        case 'number':
            return numberProblem(setting, value);
        case 'dropdown':
        case 'radio':
            return (setting.options ?? []).some((option) => option.value === value) ? '' : 'Choose one of these.';
        default:
            return textProblem(setting, String(value));
    }
}
