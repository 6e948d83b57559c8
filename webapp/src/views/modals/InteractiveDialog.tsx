/* A form that an integration asked to be shown. */
import type {Dialog, DialogElement, SubmitDialogResponse} from '@mattermost/types/integrations';
import {submitInteractiveDialog} from 'mattermost-redux/actions/integrations';
import {Client4} from 'mattermost-redux/client';
import {useEffect, useRef, useState} from 'react';

import {Button} from '@/components/Button';
import {channelName, findChannels, findPeople, personName} from '@/components/choices';
import type {Choice} from '@/components/Field';
import {RadioGroup, Switch, TextArea, TextField} from '@/components/Field';
import {Modal} from '@/components/Modal';
import {findIn, Picker} from '@/components/Picker';
import {Notice} from '@/components/states';
import {safeImage} from '@/markdown/address';
import {Markdown} from '@/markdown/Markdown';
import {useAppDispatch, useAppSelector} from '@/store';
import type {Result} from '@/store/types';

import {dateOf, dialogProblem, firstAnswers, longest, toSend} from './dialogAnswers';
import type {Answer, Answers} from './dialogAnswers';
import type {ModalProps} from './Modals';

interface ElementProps {
    element: DialogElement;
    value: Answer | undefined;
    error: string | undefined;
    onChange: (value: Answer) => void;
    lookUp: (element: DialogElement, term: string) => Promise<Choice[]>;
}

const INPUTS = new Set(['password', 'email', 'tel', 'url', 'number']);

function Element({element, value, error, onChange, lookUp}: ElementProps) {
    const label = element.display_name + (element.optional ? ' (optional)' : '');
    const hint = element.help_text ? <Markdown inline text={element.help_text} /> : undefined;
    const text = Array.isArray(value) ? '' : String(value ?? '');
    const options = (element.options ?? []).map((option): Choice => ({value: String(option.value), label: option.text}));
    const common = {label, hint, error, name: element.name, placeholder: element.placeholder || undefined};
    switch (element.type) {
        case 'textarea':
            return <TextArea {...common} rows={4} maxLength={longest(element)} value={text} onChange={(event) => onChange(event.target.value)} />;
        case 'bool':
            return <Switch label={element.placeholder || label} {...(element.placeholder ? {above: label} : {})} hint={hint} error={error} checked={value === true} onChange={onChange} />;
        case 'radio':
            return <RadioGroup label={label} hint={hint} error={error} choices={options} value={text} onChange={onChange} />;
        case 'select': {
            const chosen = Array.isArray(value) ? value : text ? [text] : [];
            const find = {users: findPeople, channels: findChannels, dynamic: (term: string) => lookUp(element, term)}[element.data_source] ?? ((term: string) => Promise.resolve(findIn(options, term)));
            const nameOf = {users: personName, channels: channelName}[element.data_source] ?? ((one: string) => options.find((option) => option.value === one)?.label);
            return <Picker {...common} several={element.multiselect === true} optional={element.optional} value={chosen} find={find} nameOf={nameOf} onChange={(next) => onChange(element.multiselect ? next : (next[0] ?? ''))} />;
        }
        case 'date':
        case 'datetime': {
            const config = element.datetime_config ?? element;
            const [min, max] = [dateOf(config.min_date), dateOf(config.max_date)];
            const moment = element.type === 'datetime';
            return (
                <TextField
                    {...common}
                    type={moment ? 'datetime-local' : 'date'}
                    min={min ? min + (moment ? 'T00:00' : '') : undefined}
                    max={max ? max + (moment ? 'T23:59' : '') : undefined}
                    step={moment && config.time_interval ? config.time_interval * 60 : undefined}
                    value={text}
                    onChange={(event) => onChange(event.target.value)}
                />
            );
        }
        default: {
            const type = INPUTS.has(element.subtype) ? element.subtype : 'text';
            return <TextField {...common} type={type} autoComplete={type === 'password' ? 'new-password' : 'off'} maxLength={longest(element)} value={text} onChange={(event) => onChange(event.target.value)} />;
        }
    }
}

/** The form as it is now: an integration may answer with the next step. */
function useDialog(modal: ModalProps<'dialog'>['modal'], close: () => void) {
    const dispatch = useAppDispatch();
    const {url} = modal.request;
    const [dialog, setDialog] = useState<Dialog>(modal.request.dialog);
    const elements = dialog.elements ?? [];
    const [answers, setAnswers] = useState<Answers>(() => firstAnswers(elements));
    const [errors, setErrors] = useState<Record<string, string>>({});
    const [failure, setFailure] = useState('');
    const [busy, setBusy] = useState(false);
    const body = useRef<HTMLDivElement>(null);
    // Where the person was when the dialog opened; they may look elsewhere meanwhile.
    const [channelId] = useState(useAppSelector((state) => state.entities.channels.currentChannelId));
    const [teamId] = useState(useAppSelector((state) => state.entities.teams.currentTeamId));
    const userId = useAppSelector((state) => state.entities.users.currentUserId);
    const submission = (change: {cancelled?: boolean; type?: string; selected_field?: string}, own: Answers = answers) =>
        ({url, callback_id: dialog.callback_id ?? '', state: dialog.state ?? '', submission: toSend(elements, own), user_id: userId, channel_id: channelId, team_id: teamId, cancelled: false, ...change}) as unknown as Parameters<typeof submitInteractiveDialog>[0];
    const show = (found: Record<string, string>) => {
        setErrors(found);
        const first = elements.find((element) => found[element.name]);
        const others = Object.entries(found).filter(([name]) => !elements.some((element) => element.name === name));
        setFailure(others.map(([, text]) => text).join(' '));
        if (first) {
            requestAnimationFrame(() => body.current?.querySelector<HTMLElement>(`[data-element="${CSS.escape(first.name)}"] :is(input, textarea)`)?.focus());
        }
    };
    const turnTo = (next: Dialog, keep: Answers) => {
        setDialog(next);
        const fresh = firstAnswers(next.elements ?? []);
        setAnswers({...fresh, ...Object.fromEntries(Object.entries(keep).filter(([name]) => name in fresh))});
        setErrors({});
        setFailure('');
    };
    const cancel = () => {
        if (dialog.notify_on_cancel) {
            void dispatch(submitInteractiveDialog(submission({cancelled: true})));
        }
        close();
    };
    const submit = async () => {
        const found = elements.map((element): [string, string | undefined] => [element.name, dialogProblem(element, answers[element.name])]);
        const wrong = Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
        show(wrong);
        if (Object.keys(wrong).length > 0) {
            return;
        }
        setBusy(true);
        const result: Result<SubmitDialogResponse> = await dispatch(submitInteractiveDialog(submission({})));
        setBusy(false);
        const answer = result.data;
        if (result.error || answer?.error) {
            setFailure(result.error?.message ?? answer?.error ?? 'The form was not accepted.');
        } else if (answer?.errors && Object.keys(answer.errors).length > 0) {
            show(answer.errors);
        } else if (answer?.type === 'form' && answer.form) {
            turnTo(answer.form, {});
        } else {
            close();
        }
    };
    const lookUp = async (element: DialogElement, term: string): Promise<Choice[]> => {
        const asked = {...submission({selected_field: element.name}), url: element.data_source_url || url};
        const answer = (await Client4.lookupInteractiveDialog({...asked, submission: {...asked.submission, query: term, selected_field: element.name}})) as {items?: Array<{text: string; value: string}>};
        return (answer.items ?? []).map((item) => ({value: item.value, label: item.text}));
    };
    const change = (element: DialogElement, value: Answer) => {
        const next = {...answers, [element.name]: value};
        setAnswers(next);
        if (errors[element.name]) {
            setErrors(Object.fromEntries(Object.entries(errors).filter(([name]) => name !== element.name)));
        }
        if (element.refresh && element.type === 'select') {
            void dispatch(submitInteractiveDialog(submission({type: 'refresh', selected_field: element.name}, next))).then((result: Result<SubmitDialogResponse>) => {
                if (result.data?.type === 'form' && result.data.form) {
                    turnTo(result.data.form, next);
                }
            });
        }
    };
    return {dialog, elements, answers, errors, failure, busy, body, cancel, submit, lookUp, change};
}

export function InteractiveDialog({modal, close}: ModalProps<'dialog'>) {
    const {dialog, elements, answers, errors, failure, busy, body, cancel, submit, lookUp, change} = useDialog(modal, close);
    useEffect(() => {
        // The first field, also when a link in the introduction comes before it.
        requestAnimationFrame(() => body.current?.querySelector<HTMLElement>('[data-element] :is(input, textarea)')?.focus());
    }, [body, dialog]);
    const icon = dialog.icon_url ? safeImage(dialog.icon_url) : null;
    return (
        <Modal
            title={dialog.title}
            {...(icon ? {icon} : {})}
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
            <div ref={body}>
                {failure && <Notice tone="bad">{failure}</Notice>}
                {dialog.introduction_text && (
                    <div className="modal__intro">
                        <Markdown text={dialog.introduction_text} />
                    </div>
                )}
                {elements.map((element) => (
                    <div key={element.name} data-element={element.name}>
                        <Element element={element} value={answers[element.name]} error={errors[element.name]} onChange={(value) => change(element, value)} lookUp={lookUp} />
                    </div>
                ))}
            </div>
        </Modal>
    );
}
