declare module 'virtual:emoji-data' {
    export const emojiTable: {
        categories: string[];
        rows: Array<[character: string, names: string, category: number, words: string]>;
    };
}
declare module 'regenerator-runtime' {
    const runtime: unknown;
    // eslint-disable-next-line no-restricted-syntax -- the library has no names
    export default runtime;
}
