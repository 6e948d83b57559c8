/* The strings plugins bring, for the language the page is drawn in. */
import {ask} from './faults';

type Strings = Record<string, string>;
type ForLocale = (locale: string) => unknown;

const sources = new Map<string, ForLocale>();
const listeners = new Set<() => void>();
let version = 0;

function changed(): void {
    version += 1;
    listeners.forEach((listener) => listener());
}

export function addTranslations(pluginId: string, forLocale: ForLocale): void {
    sources.set(pluginId, forLocale);
    changed();
}

export function dropTranslations(pluginId: string): void {
    if (sources.delete(pluginId)) {
        changed();
    }
}

export function watchTranslations(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

export const translationsVersion = (): number => version;

/** All plugins' strings; of two that use one key, the later by id wins. */
export function stringsFor(locale: string): Strings {
    return [...sources]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .reduce<Strings>((all, [pluginId, forLocale]) => {
            const strings = ask(pluginId, 'its translations', () => forLocale(locale), undefined);
            return strings && typeof strings === 'object' ? {...all, ...(strings as Strings)} : all;
        }, {});
}
