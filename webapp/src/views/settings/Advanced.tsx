/* Habits of writing and reading. */
import {getBool, shouldShowJoinLeaveMessages} from 'mattermost-redux/selectors/entities/preferences';

import {Switch} from '@/components/Field';
import {useAppDispatch, useAppSelector} from '@/store';
import {savePreference, sendsOnCtrlEnter} from '@/store/preferences';

export function AdvancedPart() {
    const dispatch = useAppDispatch();
    const ctrl = useAppSelector(sendsOnCtrlEnter);
    const joins = useAppSelector(shouldShowJoinLeaveMessages);
    const newest = useAppSelector((state) => state.entities.preferences.myPreferences['advanced_settings--unread_scroll_position']?.value === 'start_from_newest');
    const typing = useAppSelector((state) => !getBool(state, 'performance_debugging', 'disable_typing_messages'));
    const save = (category: string, name: string, value: string) => void dispatch(savePreference(category, name, value));
    return (
        <div>
            <h3>Advanced</h3>
            <Switch label="Send with Ctrl Enter" hint="Enter then makes a new line." checked={ctrl} onChange={(on) => save('advanced_settings', 'send_on_ctrl_enter', String(on))} />
            <Switch label="Show who joined and left" checked={joins} onChange={(on) => save('advanced_settings', 'join_leave', String(on))} />
            <Switch label="Open channels at the newest message" hint="Otherwise a channel opens where you left off." checked={newest} onChange={(on) => save('advanced_settings', 'unread_scroll_position', on ? 'start_from_newest' : 'start_from_left_off')} />
            <Switch label="Let others see when I type" checked={typing} onChange={(on) => save('performance_debugging', 'disable_typing_messages', String(!on))} />
        </div>
    );
}
