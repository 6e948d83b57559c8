/* A button or a menu that an integration put under a message. */
import type {PostAction} from '@mattermost/types/integration_actions';
import {doPostActionWithCookie} from 'mattermost-redux/actions/posts';
import {useState} from 'react';

import {Button} from '@/components/Button';
import {channelName, findChannels, findPeople, personName} from '@/components/choices';
import type {Choice} from '@/components/Field';
import {findIn, Picker} from '@/components/Picker';
import {useAppDispatch} from '@/store';
import type {Result} from '@/store/types';

/** The names of tones integrations use; a colour of their own is used as it is. */
const TONES: Record<string, string> = {primary: 'primary', good: 'good', success: 'good', warning: 'warning', danger: 'danger', default: 'plain'};

interface ActionProps {
    postId: string;
    action: PostAction;
    onProblem: (text: string) => void;
}

export function AttachmentAction({postId, action, onProblem}: ActionProps) {
    const dispatch = useAppDispatch();
    const [busy, setBusy] = useState(false);
    const [chosen, setChosen] = useState(action.default_option ?? '');
    const run = async (option = '') => {
        setBusy(true);
        onProblem('');
        const result: Result = await dispatch(doPostActionWithCookie(postId, action.id ?? '', action.cookie ?? '', option));
        setBusy(false);
        if (result.error) {
            onProblem(result.error.message ?? 'The action failed.');
        }
    };
    if (action.type === 'select') {
        const options = (action.options ?? []).map((option): Choice => ({value: option.value, label: option.text}));
        const find = {users: findPeople, channels: findChannels}[action.data_source ?? ''] ?? ((term: string) => Promise.resolve(findIn(options, term)));
        const nameOf = {users: personName, channels: channelName}[action.data_source ?? ''] ?? ((value: string) => options.find((option) => option.value === value)?.label);
        return (
            <div className="attachment__menu">
                <Picker
                    label={action.name}
                    hideLabel
                    inside="page"
                    placeholder={action.name}
                    disabled={busy || Boolean(action.disabled)}
                    value={chosen ? [chosen] : []}
                    find={find}
                    nameOf={nameOf}
                    onChange={([next]) => {
                        setChosen(next ?? '');
                        void run(next);
                    }}
                />
            </div>
        );
    }
    const own = /^#[0-9a-f]{3,8}$/i.test(action.style ?? '') ? action.style : undefined;
    return (
        <Button
            size="small"
            className={`attachment__button attachment__button--${own ? 'own' : (TONES[action.style ?? ''] ?? 'plain')}`}
            style={own ? {borderColor: own, color: `color-mix(in oklab, ${own} 55%, var(--text))`} : undefined}
            busy={busy}
            disabled={busy || Boolean(action.disabled)}
            title={action.tooltip}
            onClick={() => void run()}
        >
            {action.name}
        </Button>
    );
}
