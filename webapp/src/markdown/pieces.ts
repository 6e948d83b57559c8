/* A run of plain text cut into what chat knows: people, channels, emoji, hashtags, highlighted words. */

export type Piece =
    | {kind: 'text'; text: string}
    | {kind: 'mention'; text: string; name: string; rest: string}
    | {kind: 'channel'; text: string; name: string}
    | {kind: 'emoji'; text: string; name: string}
    | {kind: 'hashtag'; text: string; tag: string}
    | {kind: 'highlight'; text: string};

const PATTERN =
    /(?<![\w@/.~#&+-])@(?<mention>[a-z0-9][a-z0-9._-]*)|(?<![\w~/.])~(?<channel>[a-z0-9][a-z0-9._-]*)|(?<![\w:]):(?<emoji>[a-z0-9_+-]+):(?![\w])|(?<![\w#&/])#(?<hashtag>\p{L}[\p{L}\p{N}_.-]*[\p{L}\p{N}])/giu;

const EMOTICONS: Record<string, string> = {
    ':)': 'slightly_smiling_face',
    ':-)': 'slightly_smiling_face',
    ';)': 'wink',
    ';-)': 'wink',
    ':D': 'smile',
    ':-D': 'smile',
    ':o': 'open_mouth',
    ':(': 'slightly_frowning_face',
    ':-(': 'slightly_frowning_face',
    ':p': 'stuck_out_tongue',
    ':P': 'stuck_out_tongue',
    ':-P': 'stuck_out_tongue',
    '<3': 'heart',
    '</3': 'broken_heart',
    ':\'(': 'cry',
    'xD': 'laughing',
};

const EMOTICON_PATTERN = new RegExp(
    `(?<=^|\\s)(${Object.keys(EMOTICONS)
        .map((face) => face.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
        .join('|')})(?=$|\\s|[.,!?])`,
    'g',
);

function escapeWord(word: string): string {
    return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function cut(text: string, pattern: RegExp, make: (match: RegExpMatchArray) => Piece | undefined): Piece[] {
    const pieces: Piece[] = [];
    let from = 0;
    for (const match of text.matchAll(pattern)) {
        const piece = make(match);
        if (!piece) {
            continue;
        }
        if (match.index > from) {
            pieces.push({kind: 'text', text: text.slice(from, match.index)});
        }
        pieces.push(piece);
        from = match.index + match[0].length;
    }
    if (from < text.length) {
        pieces.push({kind: 'text', text: text.slice(from)});
    }
    return pieces;
}

function chatPiece(match: RegExpMatchArray): Piece | undefined {
    const groups = match.groups ?? {};
    const text = match[0];
    if (groups['mention']) {
        const name = groups['mention'].replace(/[._-]+$/, '');
        return {kind: 'mention', text, name, rest: groups['mention'].slice(name.length)};
    }
    if (groups['channel']) {
        return {kind: 'channel', text, name: groups['channel']};
    }
    if (groups['emoji']) {
        return {kind: 'emoji', text, name: groups['emoji'].toLowerCase()};
    }
    return groups['hashtag'] ? {kind: 'hashtag', text, tag: groups['hashtag']} : undefined;
}

export function piecesOf(text: string, words: string[] = []): Piece[] {
    const highlight =
        words.length > 0 ? new RegExp(`(?<![\\p{L}\\p{N}_])(?:${words.map(escapeWord).join('|')})(?![\\p{L}\\p{N}_])`, 'giu') : undefined;
    return cut(text, PATTERN, chatPiece).flatMap((piece) => {
        if (piece.kind !== 'text') {
            return [piece];
        }
        const faces = cut(piece.text, EMOTICON_PATTERN, (match) => {
            const name = EMOTICONS[match[0]];
            return name ? {kind: 'emoji', text: match[0], name} : undefined;
        });
        if (!highlight) {
            return faces;
        }
        return faces.flatMap((face) =>
            face.kind === 'text' ? cut(face.text, highlight, (match) => ({kind: 'highlight', text: match[0]})) : [face],
        );
    });
}

/** A message of nothing but a few emoji is shown larger. */
export function onlyEmoji(text: string): boolean {
    const trimmed = text.trim();
    if (!trimmed || trimmed.length > 200) {
        return false;
    }
    const rest = trimmed.replace(/:[a-z0-9_+-]+:/gi, '').replace(/\p{Extended_Pictographic}|\p{Emoji_Component}/gu, '');
    const number = (trimmed.match(/:[a-z0-9_+-]+:|\p{Extended_Pictographic}/giu) ?? []).length;
    return rest.trim() === '' && number > 0 && number <= 6 && !/^[\d\s#*]+$/.test(trimmed);
}
