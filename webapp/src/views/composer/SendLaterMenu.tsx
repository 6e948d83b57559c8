/* The arrow beside the send button: send at a better moment. */
import {IconButton} from '@/components/Button';
import {Menu} from '@/components/Menu';
import type {MenuEntry} from '@/components/Menu';
import {clock} from '@/components/Time';
import {useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {wants24Hours} from '@/store/preferences';
import {schedulesPosts, suggestions} from '@/store/schedule';
import {say} from '@/store/toasts';

interface SendLaterMenuProps {
    disabled: boolean;
    /** Why it could not be scheduled; empty when it was. */
    schedule: (at: number) => Promise<string>;
}

export function SendLaterMenu({disabled, schedule}: SendLaterMenuProps) {
    const dispatch = useAppDispatch();
    const offered = useAppSelector(schedulesPosts);
    const military = useAppSelector(wants24Hours);
    if (!offered) {
        return null;
    }
    const at = async (moment: number) => {
        const problem = await schedule(moment);
        if (problem) {
            dispatch(say(problem, 'bad'));
        }
    };
    const entries = (): MenuEntry[] => [
        {heading: 'Send later'},
        ...suggestions(Date.now()).map((one): MenuEntry => ({label: one.label, hint: clock(one.at, military), run: () => void at(one.at)})),
        'line',
        {label: 'Choose a time…', icon: 'clock', run: () => dispatch(openModal({kind: 'send-later', run: schedule}))},
    ];
    return (
        <Menu label="Send later" entries={entries} placement="top-end">
            <IconButton icon="chevron" label="Send later" className="composer__later" size={15} disabled={disabled} />
        </Menu>
    );
}
