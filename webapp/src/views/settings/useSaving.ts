/* Saving part of one's own account, with its state. */
import type {UserProfile} from '@mattermost/types/users';
import {updateMe} from 'mattermost-redux/actions/users';
import {useState} from 'react';

import {useAppDispatch} from '@/store';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';

export interface Saving {
    busy: boolean;
    error: string;
    save: (change: Partial<UserProfile>) => Promise<boolean>;
}

export function useSaving(): Saving {
    const dispatch = useAppDispatch();
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState('');
    const save = async (change: Partial<UserProfile>) => {
        setBusy(true);
        const result: Result = await dispatch(updateMe(change));
        setBusy(false);
        setError(result.error?.message ?? '');
        if (!result.error) {
            dispatch(say('Saved', 'good'));
        }
        return !result.error;
    };
    return {busy, error, save};
}
