/* Setting what one is up to, for how long. */
import {setCustomStatus, unsetCustomStatus} from 'mattermost-redux/actions/users';
import {lazy, Suspense, useState} from 'react';

import {Button} from '@/components/Button';
import {Select, TextField} from '@/components/Field';
import {Modal} from '@/components/Modal';
import {Popover} from '@/components/Popover';
import {Loading} from '@/components/states';
import {EmojiGlyph} from '@/emoji/EmojiGlyph';
import {useAppDispatch, useAppSelector} from '@/store';
import {customStatusOf} from '@/store/customStatus';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';

import type {ModalProps} from './Modals';

const EmojiPicker = lazy(() => import('@/emoji/EmojiPicker').then((module) => ({default: module.EmojiPicker})));

const IDEAS: Array<[string, string, string]> = [
    ['calendar', 'In a meeting', 'one_hour'],
    ['hamburger', 'Out for lunch', 'thirty_minutes'],
    ['headphones', 'Focusing', 'four_hours'],
    ['sneezing_face', 'Out sick', 'today'],
    ['palm_tree', 'On holiday', 'this_week'],
];

const DURATIONS = [
    {value: '', label: 'Do not clear'},
    {value: 'thirty_minutes', label: '30 minutes'},
    {value: 'one_hour', label: '1 hour'},
    {value: 'four_hours', label: '4 hours'},
    {value: 'today', label: 'Today'},
    {value: 'this_week', label: 'This week'},
];

export function expiryOf(duration: string, now: Date): string {
    const end = new Date(now);
    switch (duration) {
        case 'thirty_minutes':
            end.setMinutes(end.getMinutes() + 30);
            break;
        case 'one_hour':
            end.setHours(end.getHours() + 1);
            break;
        case 'four_hours':
            end.setHours(end.getHours() + 4);
            break;
        case 'today':
            end.setHours(23, 59, 59, 0);
            break;
        case 'this_week':
            end.setDate(end.getDate() + ((7 - end.getDay()) % 7));
            end.setHours(23, 59, 59, 0);
            break;
        default:
            return '';
    }
    return end.toISOString();
}

export function CustomStatusModal({close}: ModalProps<'custom-status'>) {
    const dispatch = useAppDispatch();
    const current = useAppSelector((state) => customStatusOf(state.entities.users.profiles[state.entities.users.currentUserId]));
    const [emoji, setEmoji] = useState(current?.emoji ?? 'speech_balloon');
    const [text, setText] = useState(current?.text ?? '');
    const [duration, setDuration] = useState(current ? 'date_and_time' : 'today');
    const [busy, setBusy] = useState(false);
    const finish = (result: Result) => {
        setBusy(false);
        if (result.error) {
            dispatch(say(result.error.message ?? 'Your status could not be set.', 'bad'));
        } else {
            close();
        }
    };
    const save = async () => {
        setBusy(true);
        const kept = duration === 'date_and_time' && current;
        const status = {emoji, text: text.trim(), duration: kept ? current.duration : duration, ...(kept ? {expires_at: current.expires_at} : duration ? {expires_at: expiryOf(duration, new Date())} : {})};
        finish(await dispatch(setCustomStatus(status as Parameters<typeof setCustomStatus>[0])));
    };
    const clear = async () => {
        setBusy(true);
        finish(await dispatch(unsetCustomStatus()));
    };
    const choices = current?.expires_at ? [{value: 'date_and_time', label: `Until ${new Date(current.expires_at).toLocaleString()}`}, ...DURATIONS] : DURATIONS;
    return (
        <Modal
            title="Set a custom status"
            onClose={close}
            width="small"
            onSubmit={() => void save()}
            footer={
                <>
                    {current && (
                        <Button tone="quiet" onClick={() => void clear()}>
                            Clear status
                        </Button>
                    )}
                    <Button type="submit" tone="primary" busy={busy} disabled={busy || text.trim() === ''}>
                        Set status
                    </Button>
                </>
            }
        >
            <div className="status-row">
                <Popover
                    label="Choose an emoji"
                    placement="bottom-start"
                    content={(shut) => (
                        <Suspense fallback={<Loading />}>
                            <EmojiPicker
                                onPick={(name) => {
                                    setEmoji(name);
                                    shut();
                                }}
                            />
                        </Suspense>
                    )}
                >
                    <button type="button" className="status-row__emoji" aria-label={`Emoji, ${emoji.replaceAll('_', ' ')}`}>
                        <EmojiGlyph name={emoji} size="large" />
                    </button>
                </Popover>
                <TextField label="Status" placeholder="What are you up to?" maxLength={100} autoFocus value={text} onChange={(event) => setText(event.target.value)} />
            </div>
            <Select label="Clear after" choices={choices} value={choices.some((choice) => choice.value === duration) ? duration : ''} onChange={(event) => setDuration(event.target.value)} />
            {!text && (
                <div className="ideas" role="group" aria-label="Suggestions">
                    {IDEAS.map(([name, words, time]) => (
                        <button
                            key={name}
                            type="button"
                            className="idea"
                            onClick={() => {
                                setEmoji(name);
                                setText(words);
                                setDuration(time);
                            }}
                        >
                            <EmojiGlyph name={name} /> {words}
                            <small>{DURATIONS.find((choice) => choice.value === time)?.label}</small>
                        </button>
                    ))}
                </div>
            )}
        </Modal>
    );
}
