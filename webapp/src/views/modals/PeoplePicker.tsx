/* Choosing people: type, arrow keys, Enter; the chosen ones stand in front. */
import type {UserProfile} from '@mattermost/types/users';
import {getFullName} from 'mattermost-redux/utils/user_utils';
import {useEffect, useMemo, useState} from 'react';
import type {KeyboardEvent} from 'react';

import {Avatar} from '@/components/Avatar';
import {Icon} from '@/components/Icon';
import {sortByRank} from '@/views/composer/trigger';

interface PeoplePickerProps {
    label: string;
    candidates: UserProfile[];
    chosen: UserProfile[];
    onChange: (chosen: UserProfile[]) => void;
    onTerm: (term: string) => void;
    limit?: number;
    empty: string;
}

export function PeoplePicker({label, candidates, chosen, onChange, onTerm, limit = 200, empty}: PeoplePickerProps) {
    const [term, setTerm] = useState('');
    const [active, setActive] = useState(0);
    useEffect(() => {
        const timer = window.setTimeout(() => onTerm(term.replace(/^@/, '')), 120);
        return () => window.clearTimeout(timer);
        // Only what is typed asks again.
        // eslint-disable-next-line react-hooks/exhaustive-deps
    }, [term]);
    const list = useMemo(() => {
        const left = candidates.filter((user) => !chosen.some((one) => one.id === user.id));
        return sortByRank(left, (user) => [user.username, getFullName(user), user.nickname, user.email].filter(Boolean), term.replace(/^@/, ''), 50);
    }, [candidates, chosen, term]);
    const take = (user: UserProfile | undefined) => {
        if (user && chosen.length < limit) {
            onChange([...chosen, user]);
            setTerm('');
            setActive(0);
        }
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            setActive((active + (event.key === 'ArrowDown' ? 1 : list.length - 1)) % Math.max(1, list.length));
        } else if (event.key === 'Enter' && (term || chosen.length === 0)) {
            event.preventDefault();
            take(list[active]);
        } else if (event.key === 'Backspace' && term === '' && chosen.length > 0) {
            onChange(chosen.slice(0, -1));
        }
    };
    return (
        <div className="people">
            <div className="people__field">
                {chosen.map((user) => (
                    <span key={user.id} className="chip">
                        <Avatar userId={user.id} size={20} />
                        {user.username}
                        <button type="button" aria-label={`Remove ${user.username}`} onClick={() => onChange(chosen.filter((one) => one.id !== user.id))}>
                            <Icon name="close" size={12} />
                        </button>
                    </span>
                ))}
                <input
                    className="people__input"
                    type="text"
                    value={term}
                    autoFocus
                    placeholder={chosen.length === 0 ? 'Search people by name' : ''}
                    aria-label={label}
                    role="combobox"
                    aria-expanded={list.length > 0}
                    aria-controls="people-list"
                    aria-autocomplete="list"
                    aria-activedescendant={list[active] ? `person-${active}` : undefined}
                    onChange={(event) => {
                        setTerm(event.target.value);
                        setActive(0);
                    }}
                    onKeyDown={onKeyDown}
                />
            </div>
            <ul className="people__list" id="people-list" role="listbox" aria-label="People">
                {list.map((user, index) => (
                    // The keyboard reaches the options through the field, as the listbox pattern has it.
                    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
                    <li key={user.id} id={`person-${index}`} role="option" aria-selected={index === active} className={`person ${index === active ? 'person--active' : ''}`} onMouseMove={() => setActive(index)} onClick={() => take(user)}>
                        <Avatar userId={user.id} size={32} presence />
                        <span>
                            <strong>{getFullName(user) || user.username}</strong>
                            <small>@{user.username}</small>
                        </span>
                        {user.is_bot && <span className="tag">Bot</span>}
                    </li>
                ))}
            </ul>
            {list.length === 0 && <p className="people__none">{empty}</p>}
        </div>
    );
}
