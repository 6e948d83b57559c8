/* A form that an integration asked to be shown. */
import type {DialogElement} from '@mattermost/types/integrations';
import {submitInteractiveDialog} from 'mattermost-redux/actions/integrations';
import {useState} from 'react';

import {Button} from '@/components/Button';
import {RadioGroup, Select, Switch, TextArea, TextField} from '@/components/Field';
import {Modal} from '@/components/Modal';
import {Notice} from '@/components/states';
import {Markdown} from '@/markdown/Markdown';
import {useAppDispatch, useAppSelector} from '@/store';
import {nameOfUser} from '@/store/names';
import type {Result} from '@/store/types';

import type {ModalProps} from './Modals';

type Answers = Record<string, string | boolean | number>;

export function firstAnswers(elements: DialogElement[]): Answers {
    const entries = elements.map((element): [string, string | boolean | number] => {
        if (element.type === 'bool') {
            return [element.name, String(element.default) === 'true'];
        }
        const value = element.default ?? '';
        return [element.name, element.subtype === 'number' && value !== '' ? Number(value) : value];
    });
    return Object.fromEntries(entries);
}

export function dialogProblem(element: DialogElement, value: string | boolean | number | undefined): string | undefined {
    const text = value === undefined || value === false ? '' : String(value);
    if (!element.optional && text === '') {
        return 'This is needed.';
    }
    if (text && element.min_length && text.length < element.min_length) {
        return `At least ${element.min_length} characters.`;
    }
    if (text && element.subtype === 'email' && !/^[^\s@]+@[^\s@]+$/.test(text)) {
        return 'This does not look like an email address.';
    }
    if (text && element.subtype === 'number' && Number.isNaN(Number(text))) {
        return 'This has to be a number.';
    }
    if (text && element.subtype === 'url' && !/^https?:\/\/\S+$/.test(text)) {
        return 'This has to begin with http:// or https://.';
    }
    return undefined;
}

interface ElementProps {
    element: DialogElement;
    value: string | boolean | number | undefined;
    error: string | undefined;
    onChange: (value: string | boolean | number) => void;
}

function Element({element, value, error, onChange}: ElementProps) {
    const label = element.display_name + (element.optional ? ' (optional)' : '');
    const users = useAppSelector((state) => state.entities.users.profiles);
    const channels = useAppSelector((state) => state.entities.channels.channels);
    const nameFor = useAppSelector((state) => (id: string) => {
        const user = state.entities.users.profiles[id];
        return user ? nameOfUser(state, user) : id;
    });
    const text = String(value ?? '');
    switch (element.type) {
        case 'textarea':
            return <TextArea label={label} hint={element.help_text} error={error} placeholder={element.placeholder} maxLength={element.max_length || undefined} value={text} onChange={(event) => onChange(event.target.value)} />;
        case 'bool':
            return <Switch label={element.placeholder || label} hint={element.help_text} checked={value === true} onChange={onChange} />;
        case 'radio':
            return <RadioGroup label={label} choices={(element.options ?? []).map((option) => ({value: option.value, label: option.text}))} value={text} onChange={onChange} />;
        case 'select': {
            const options =
                element.data_source === 'users'
                    ? Object.values(users).map((user) => ({value: user.id, label: nameFor(user.id)}))
                    : element.data_source === 'channels'
                      ? Object.values(channels)
                            .filter((channel) => channel.type === 'O' || channel.type === 'P')
                            .map((channel) => ({value: channel.id, label: channel.display_name}))
                      : (element.options ?? []).map((option) => ({value: option.value, label: option.text}));
            return <Select label={label} hint={element.help_text} error={error} value={text} choices={[{value: '', label: element.placeholder || 'Choose…'}, ...options]} onChange={(event) => onChange(event.target.value)} />;
        }
        default: {
            const type = element.type === 'date' ? 'date' : element.type === 'datetime' ? 'datetime-local' : element.subtype === 'password' || element.subtype === 'email' || element.subtype === 'tel' || element.subtype === 'url' || element.subtype === 'number' ? element.subtype : 'text';
            return <TextField label={label} type={type} hint={element.help_text} error={error} placeholder={element.placeholder} maxLength={element.max_length || undefined} value={text} onChange={(event) => onChange(type === 'number' && event.target.value !== '' ? Number(event.target.value) : event.target.value)} />;
        }
    }
}

export function InteractiveDialog({modal, close}: ModalProps<'dialog'>) {
    const dispatch = useAppDispatch();
    const {dialog, url} = modal.request;
    const elements = dialog.elements ?? [];
    const [answers, setAnswers] = useState<Answers>(() => firstAnswers(elements));
    const [errors, setErrors] = useState<Record<string, string>>({});
    const [failure, setFailure] = useState('');
    const [busy, setBusy] = useState(false);
    const channelId = useAppSelector((state) => state.entities.channels.currentChannelId);
    const teamId = useAppSelector((state) => state.entities.teams.currentTeamId);
    const userId = useAppSelector((state) => state.entities.users.currentUserId);
    const submission = (cancelled: boolean) => ({url, callback_id: dialog.callback_id, state: dialog.state, submission: answers, user_id: userId, channel_id: channelId, team_id: teamId, cancelled}) as unknown as Parameters<typeof submitInteractiveDialog>[0];
    const cancel = () => {
        if (dialog.notify_on_cancel) {
            void dispatch(submitInteractiveDialog(submission(true)));
        }
        close();
    };
    const submit = async () => {
        const found = Object.fromEntries(elements.map((element) => [element.name, dialogProblem(element, answers[element.name])]).filter((entry): entry is [string, string] => entry[1] !== undefined));
        setErrors(found);
        if (Object.keys(found).length > 0) {
            return;
        }
        setBusy(true);
        const result: Result<{errors?: Record<string, string>; error?: string}> = await dispatch(submitInteractiveDialog(submission(false)));
        setBusy(false);
        if (result.error || result.data?.error) {
            setFailure(result.error?.message ?? result.data?.error ?? 'The form was not accepted.');
        } else if (result.data?.errors && Object.keys(result.data.errors).length > 0) {
            setErrors(result.data.errors);
        } else {
            close();
        }
    };
    return (
        <Modal
            title={dialog.title}
            onClose={cancel}
            onSubmit={() => void submit()}
            footer={
                <>
                    <Button tone="quiet" onClick={cancel}>
                        Cancel
                    </Button>
                    <Button type="submit" tone="primary" busy={busy}>
                        {dialog.submit_label || 'Submit'}
                    </Button>
                </>
            }
        >
            {failure && <Notice tone="bad">{failure}</Notice>}
            {dialog.introduction_text && <Markdown text={dialog.introduction_text} />}
            {elements.map((element) => (
                <Element key={element.name} element={element} value={answers[element.name]} error={errors[element.name]} onChange={(value) => setAnswers({...answers, [element.name]: value})} />
            ))}
        </Modal>
    );
}
