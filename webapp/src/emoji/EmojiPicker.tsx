/* Choosing an emoji: search, arrow keys, recent ones first. */
import {Client4} from 'mattermost-redux/client';
import {getCustomEmojis} from 'mattermost-redux/selectors/entities/emojis';
import {useEffect, useMemo, useRef, useState} from 'react';
import type {KeyboardEvent} from 'react';

import {Loading} from '@/components/states';
import {useAppSelector} from '@/store';

import {findCustomEmoji, loadAllCustomEmoji} from './custom';
import {loadEmoji, recentEmoji, rememberEmoji, searchEmoji} from './emoji';
import {useEmoji} from './EmojiGlyph';

interface Cell {
    name: string;
    character?: string;
    image?: string;
}

interface Group {
    title: string;
    cells: Cell[];
}

const COLUMNS = 9;

export function EmojiPicker({onPick}: {onPick: (name: string) => void}) {
    const table = useEmoji();
    const custom = useAppSelector(getCustomEmojis);
    const [term, setTerm] = useState('');
    const [active, setActive] = useState(0);
    const grid = useRef<HTMLDivElement>(null);
    useEffect(() => {
        void loadEmoji();
        void loadAllCustomEmoji();
    }, []);
    useEffect(() => void findCustomEmoji(term.trim().replace(/:/g, '')), [term]);

    const groups = useMemo((): Group[] => {
        if (!table) {
            return [];
        }
        const own = Object.values(custom).map((emoji): Cell => ({name: emoji.name, image: `${Client4.getEmojiRoute(emoji.id)}/image`}));
        if (term.trim()) {
            const found = searchEmoji(table, term.trim().replace(/:/g, ''), 80).map((emoji): Cell => ({name: emoji.name, character: emoji.character}));
            return [{title: 'Found', cells: [...own.filter((cell) => cell.name.includes(term.trim().replace(/:/g, '').toLowerCase())), ...found]}];
        }
        const recent = recentEmoji()
            .map((name): Cell | undefined => {
                const emoji = table.byName.get(name);
                return emoji ? {name, character: emoji.character} : own.find((cell) => cell.name === name);
            })
            .filter((cell) => cell !== undefined);
        const standard = table.categories.map((title, index): Group => ({
            title,
            cells: table.list.filter((emoji) => emoji.category === index).map((emoji) => ({name: emoji.name, character: emoji.character})),
        }));
        return [{title: 'Recently used', cells: recent}, ...(own.length > 0 ? [{title: 'Custom', cells: own}] : []), ...standard];
    }, [custom, table, term]);
    const flat = useMemo(() => groups.flatMap((group) => group.cells), [groups]);
    const chosen = flat[active];

    const pick = (name: string) => {
        rememberEmoji(name);
        onPick(name);
    };
    const move = (event: KeyboardEvent) => {
        const steps: Record<string, number> = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS};
        const step = steps[event.key];
        if (step !== undefined && !(term === '' && event.key === 'ArrowLeft' && active === 0)) {
            event.preventDefault();
            const next = Math.min(flat.length - 1, Math.max(0, active + step));
            setActive(next);
            grid.current?.querySelector(`[data-index="${next}"]`)?.scrollIntoView({block: 'nearest'});
        } else if (event.key === 'Enter' && chosen) {
            event.preventDefault();
            pick(chosen.name);
        }
    };
    let index = -1;
    return (
        <div className="emoji-picker">
            <input
                className="input"
                type="search"
                value={term}
                placeholder="Search emoji"
                aria-label="Search emoji"
                aria-controls="emoji-grid"
                onChange={(event) => {
                    setTerm(event.target.value);
                    setActive(0);
                }}
                onKeyDown={move}
            />
            <div className="emoji-picker__grid" id="emoji-grid" ref={grid} tabIndex={-1}>
                {!table && <Loading />}
                {groups.map((group) => (
                    <section key={group.title} aria-label={group.title}>
                        <p className="emoji-picker__title">{group.title}</p>
                        <div className="emoji-picker__cells">
                            {group.cells.map((cell) => {
                                const at = ++index;
                                return (
                                    <button
                                        key={cell.name}
                                        type="button"
                                        tabIndex={-1}
                                        data-index={at}
                                        className={at === active ? 'emoji-cell emoji-cell--active' : 'emoji-cell'}
                                        aria-label={cell.name.replaceAll('_', ' ')}
                                        onMouseEnter={() => setActive(at)}
                                        onClick={() => pick(cell.name)}
                                    >
                                        {cell.character ?? <img src={cell.image} alt="" />}
                                    </button>
                                );
                            })}
                        </div>
                    </section>
                ))}
                {table && flat.length === 0 && <p className="emoji-picker__none">No emoji is called that.</p>}
            </div>
            <p className="emoji-picker__chosen" aria-live="polite">
                {chosen ? (
                    <>
                        {chosen.image ? <img className="emoji emoji--large" src={chosen.image} alt="" /> : <span className="emoji emoji--large">{chosen.character}</span>} :{chosen.name}:
                    </>
                ) : (
                    ' '
                )}
            </p>
        </div>
    );
}
