/* Names of custom emoji. */

export const MOST_BYTES = 512 * 1024;

/** "Party Parrot.gif" proposes "party_parrot". */
export function nameFromFile(file: string): string {
    return file.replace(/\.[^.]*$/, '').toLowerCase().replace(/[^a-z0-9_+-]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 64);
}

export function emojiProblem(name: string, picture: {size: number} | null, isStandard: (name: string) => boolean): string {
    if (!picture) {
        return 'Choose a picture.';
    }
    if (picture.size > MOST_BYTES) {
        return 'The picture may have at most 512 KB.';
    }
    if (!/^[a-z0-9_+-]{1,64}$/.test(name)) {
        return 'A name takes small letters, digits, and _ - +.';
    }
    return isStandard(name) ? 'There is a standard emoji of this name; choose another.' : '';
}
