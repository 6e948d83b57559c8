/* The two ways a plugin may call the registry: values in their order, or one object that names them. */

function isNamed(value: unknown, names: readonly string[]): value is Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || '$$typeof' in value) {
        return false;
    }
    return names.some((name) => Object.hasOwn(value, name));
}

/** What was handed over, by name. What was left out is undefined. */
export function byName<N extends string>(names: readonly N[], given: unknown[]): {[K in N]?: unknown} {
    const [first] = given;
    if (given.length === 1 && isNamed(first, names)) {
        return Object.fromEntries(names.map((name) => [name, first[name]])) as {[K in N]?: unknown};
    }
    return Object.fromEntries(names.map((name, index) => [name, given[index]])) as {[K in N]?: unknown};
}

const LETTERS = 'ybndrfg8ejkmcpqxot1uwisza345h769';

/** An id in the form every other id of the protocol has: 26 small letters and digits. */
export function newId(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => LETTERS[byte % 32]).join('');
}
