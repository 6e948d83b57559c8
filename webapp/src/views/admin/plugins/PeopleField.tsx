/* Names of people, separated by commas, with the people the server knows as suggestions. */
import {autocompleteUsers} from 'mattermost-redux/actions/users';
import {useEffect, useId, useState} from 'react';
import type {ReactNode} from 'react';

import {TextField} from '@/components/Field';
import {useAppDispatch} from '@/store';

interface PeopleFieldProps {
    label: string;
    hint?: ReactNode;
    error?: string | undefined;
    placeholder?: string | undefined;
    value: string;
    onChange: (value: string) => void;
}

export function PeopleField({label, hint, error, placeholder, value, onChange}: PeopleFieldProps) {
    const dispatch = useAppDispatch();
    const listId = useId();
    const [names, setNames] = useState<string[]>([]);
    const word = value.split(',').at(-1)?.trim() ?? '';
    const before = value.slice(0, value.length - (value.split(',').at(-1)?.length ?? 0));
    useEffect(() => {
        if (word.length < 2) {
            return undefined;
        }
        const timer = window.setTimeout(() => {
            void dispatch(autocompleteUsers(word)).then((result) => setNames((result.data?.users ?? []).map((user: {username: string}) => user.username)));
        }, 200);
        return () => window.clearTimeout(timer);
    }, [dispatch, word]);
    return (
        <>
            <TextField label={label} hint={hint} error={error} placeholder={placeholder} list={listId} autoComplete="off" value={value} onChange={(event) => onChange(event.target.value)} />
            <datalist id={listId}>
                {names.map((name) => (
                    <option key={name} value={`${before}${before && !before.endsWith(' ') ? ' ' : ''}${name}`} />
                ))}
            </datalist>
        </>
    );
}
