/* The search field with its filters, people and channels to fill them, and what was searched before. */
import {autocompleteUsers} from 'mattermost-redux/actions/users';
import {autocompleteChannelsForSearch} from 'mattermost-redux/actions/channels';
import {useEffect, useId, useRef, useState} from 'react';
import type {KeyboardEvent} from 'react';

import {IconButton} from '@/components/Button';
import {Icon} from '@/components/Icon';
import type {IconName} from '@/components/Icon';
import {SearchKindButtons, SearchKindHints, useSearchKinds, useSearchRun} from '@/plugins/SearchKinds';
import {store, useAppDispatch, useAppSelector} from '@/store';
import {openPanel} from '@/store/panel';
import type {AppState} from '@/store/types';
import {sortByRank} from '@/views/composer/trigger';
import {FILTERS, openFilter} from '@/views/panel/terms';

interface Hint {
    key: string;
    icon: IconName;
    label: string;
    detail: string;
    text: string;
    /** Runs the search at once instead of filling the field. */
    runs?: boolean;
}

const RECENT_KEY = 'chinwag.recent-searches';

function recentSearches(): string[] {
    try {
        const stored: unknown = JSON.parse(window.localStorage.getItem(RECENT_KEY) ?? '[]');
        return Array.isArray(stored) ? stored.filter((one): one is string => typeof one === 'string').slice(0, 5) : [];
    } catch {
        return [];
    }
}

function rememberSearch(terms: string): void {
    try {
        window.localStorage.setItem(RECENT_KEY, JSON.stringify([terms, ...recentSearches().filter((one) => one !== terms)].slice(0, 5)));
    } catch {
        // Only convenience is lost.
    }
}

function day(offset: number): string {
    const date = new Date(Date.now() - offset * 86_400_000);
    return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}

function hintsFor(state: AppState, terms: string): Hint[] {
    const filter = openFilter(terms);
    if (!filter) {
        const recent = terms ? [] : recentSearches().map((one): Hint => ({key: `recent:${one}`, icon: 'clock', label: one, detail: '', text: one, runs: true}));
        const space = terms && !terms.endsWith(' ') ? ' ' : '';
        const word = terms.split(/\s/).at(-1) ?? '';
        const filters = FILTERS.filter((one) => !word || terms.endsWith(' ') || one.name.startsWith(word.toLowerCase())).map((one): Hint => ({
            key: one.name,
            icon: 'filter',
            label: `${one.name}:`,
            detail: one.hint,
            text: word && one.name.startsWith(word.toLowerCase()) ? `${terms.slice(0, terms.length - word.length)}${one.name}:` : `${terms}${space}${one.name}:`,
        }));
        return [...recent, ...filters];
    }
    const head = terms.slice(0, filter.from);
    if (filter.name === 'from') {
        const people = Object.values(state.entities.users.profiles).filter((user) => user.delete_at === 0);
        return sortByRank(people, (user) => [user.username, user.first_name, user.last_name, user.nickname].filter(Boolean), filter.value, 7).map((user) => ({
            key: user.id,
            icon: 'user' as const,
            label: `@${user.username}`,
            detail: `${user.first_name} ${user.last_name}`.trim(),
            text: `${head}${user.username} `,
        }));
    }
    if (filter.name === 'in') {
        const list = Object.values(state.entities.channels.channels).filter((channel) => channel.team_id === state.entities.teams.currentTeamId);
        return sortByRank(list, (channel) => [channel.name, channel.display_name], filter.value, 7).map((channel) => ({
            key: channel.id,
            icon: channel.type === 'P' ? ('lock' as const) : ('hash' as const),
            label: channel.display_name,
            detail: channel.name,
            text: `${head}${channel.name} `,
        }));
    }
    return [
        ['Today', 0],
        ['Yesterday', 1],
        ['A week ago', 7],
        ['A month ago', 30],
    ].map(([label, offset]) => ({key: String(label), icon: 'clock' as const, label: String(label), detail: day(Number(offset)), text: `${head}${day(Number(offset))} `}));
}

export function SearchBox() {
    const dispatch = useAppDispatch();
    const teamId = useAppSelector((state) => state.entities.teams.currentTeamId);
    const shown = useAppSelector((state) => {
        const view = state.views.panel.stack.at(-1);
        return view?.kind === 'search' ? view.terms : '';
    });
    const [terms, setTerms] = useState('');
    const [open, setOpen] = useState(false);
    const [active, setActive] = useState(-1);
    const [, redraw] = useState(0);
    const [chosenKind, setKind] = useState('');
    const kindParts = useSearchKinds();
    const kind = kindParts.some((part) => part.id === chosenKind) ? chosenKind : '';
    const runKind = useSearchRun(kind);
    const kinds = {chosen: kind, choose: setKind, terms, change: (text: string) => setTerms(text)};
    const input = useRef<HTMLInputElement>(null);
    const listId = useId();
    useEffect(() => {
        if (shown) {
            setTerms(shown);
        }
    }, [shown]);
    useEffect(() => {
        const filter = open ? openFilter(terms) : null;
        if (!filter || (filter.name !== 'from' && filter.name !== 'in')) {
            return undefined;
        }
        const timer = window.setTimeout(() => {
            const asked = filter.name === 'from' ? dispatch(autocompleteUsers(filter.value, teamId)) : dispatch(autocompleteChannelsForSearch(teamId, filter.value));
            void asked.then(() => redraw((turn) => turn + 1));
        }, 150);
        return () => window.clearTimeout(timer);
    }, [dispatch, open, teamId, terms]);
    const hints = open && !kind ? hintsFor(store.getState(), terms) : [];
    const run = (text: string) => {
        const wanted = text.trim();
        if (wanted) {
            if (!runKind(wanted)) {
                rememberSearch(wanted);
                dispatch(openPanel({kind: 'search', terms: wanted}));
            }
            setOpen(false);
            input.current?.blur();
        }
    };
    const take = (hint: Hint) => {
        setTerms(hint.text);
        setActive(-1);
        if (hint.runs) {
            run(hint.text);
        } else {
            input.current?.focus();
        }
    };
    const onKeyDown = (event: KeyboardEvent) => {
        const chosen = hints[active];
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            const step = event.key === 'ArrowDown' ? 1 : -1;
            setActive(hints.length > 0 ? (active + step + hints.length + (active < 0 && step < 0 ? 1 : 0)) % hints.length : -1);
        } else if (event.key === 'Enter') {
            event.preventDefault();
            if (chosen) {
                take(chosen);
            } else {
                run(terms);
            }
        } else if (event.key === 'Tab' && chosen && !event.shiftKey) {
            event.preventDefault();
            take(chosen);
        } else if (event.key === 'Escape') {
            setOpen(false);
            input.current?.blur();
        }
    };
    return (
        <div className="search" role="search">
            <Icon name="search" size={16} />
            <input
                ref={input}
                className="search__input"
                type="text"
                id="search-box"
                value={terms}
                placeholder="Search"
                aria-label="Search messages and files"
                role="combobox"
                aria-expanded={open && hints.length > 0}
                aria-controls={listId}
                aria-autocomplete="list"
                aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
                onFocus={() => setOpen(true)}
                onBlur={() => window.setTimeout(() => document.activeElement !== input.current && setOpen(false), 150)}
                onChange={(event) => {
                    setTerms(event.target.value);
                    setActive(-1);
                    setOpen(true);
                }}
                onKeyDown={onKeyDown}
            />
            {terms && <IconButton icon="close" size={14} label="Clear search" onClick={() => setTerms('')} />}
            {open && kindParts.length > 0 && (
                <div className="search__hints search__hints--kinds">
                    <SearchKindButtons {...kinds} />
                    <SearchKindHints {...kinds} />
                </div>
            )}
            <ul className={`search__hints ${kindParts.length > 0 ? 'search__hints--under' : ''}`} id={listId} role="listbox" aria-label="Search hints" hidden={!open || hints.length === 0}>
                {hints.map((hint, index) => (
                    // The keyboard reaches the options through the field, as the listbox pattern has it.
                    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
                    <li
                        key={hint.key}
                        id={`${listId}-${index}`}
                        role="option"
                        aria-selected={index === active}
                        className={index === active ? 'search__hint search__hint--active' : 'search__hint'}
                        onMouseDown={(event) => event.preventDefault()}
                        onClick={() => take(hint)}
                        onMouseMove={() => setActive(index)}
                    >
                        <Icon name={hint.icon} size={16} />
                        <strong>{hint.label}</strong>
                        <span>{hint.detail}</span>
                    </li>
                ))}
            </ul>
        </div>
    );
}
