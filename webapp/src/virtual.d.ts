declare module 'virtual:emoji-data' {
    export const emojiTable: {
        categories: string[];
        rows: Array<[character: string, names: string, category: number, words: string]>;
    };
}
