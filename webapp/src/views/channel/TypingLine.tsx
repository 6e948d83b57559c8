/* Who is typing, in a line that keeps its height. */
import {useAppSelector} from '@/store';
import {nameOf} from '@/store/names';

export function typingWords(names: string[]): string {
    const [first, second] = names;
    if (names.length === 0) {
        return '';
    }
    if (names.length === 1) {
        return `${first} is typing…`;
    }
    return names.length === 2 ? `${first} and ${second} are typing…` : `${first}, ${second} and others are typing…`;
}

export function TypingLine({channelId, rootId = ''}: {channelId: string; rootId?: string}) {
    const words = useAppSelector((state) => {
        const typing = state.entities.typing[channelId + rootId];
        return typing ? typingWords(Object.keys(typing).map((id) => nameOf(state, id))) : '';
    });
    return (
        <p className={`typing ${words ? 'typing--on' : ''}`} aria-live="polite" aria-atomic="true">
            {words && (
                <span className="typing__dots" aria-hidden="true">
                    <i />
                    <i />
                    <i />
                </span>
            )}
            {words}
        </p>
    );
}
