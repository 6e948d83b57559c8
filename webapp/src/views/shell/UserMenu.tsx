/* Oneself: presence, custom status, settings, the way out. */
import {logout, setStatus} from 'mattermost-redux/actions/users';
import {isCurrentUserSystemAdmin} from 'mattermost-redux/selectors/entities/users';

import {navigate} from '@/app/navigation';
import {Avatar, STATUS_WORDS} from '@/components/Avatar';
import {Menu} from '@/components/Menu';
import type {MenuEntry} from '@/components/Menu';
import {EmojiGlyph} from '@/emoji/EmojiGlyph';
import {useAppDispatch, useAppSelector} from '@/store';
import {customStatusOf} from '@/store/customStatus';
import {openModal} from '@/store/modals';
import {nameOf} from '@/store/names';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';

const CHOICES = ['online', 'away', 'dnd', 'offline'] as const;

export function UserMenu() {
    const dispatch = useAppDispatch();
    const userId = useAppSelector((state) => state.entities.users.currentUserId);
    const me = useAppSelector((state) => state.entities.users.profiles[userId]);
    const name = useAppSelector((state) => nameOf(state, userId));
    const status = useAppSelector((state) => state.entities.users.statuses[userId] ?? 'online');
    const admin = useAppSelector(isCurrentUserSystemAdmin);
    const custom = customStatusOf(me);
    const choose = async (wanted: string) => {
        const result: Result = await dispatch(setStatus({user_id: userId, status: wanted, manual: true} as Parameters<typeof setStatus>[0]));
        if (result.error) {
            dispatch(say(result.error.message ?? 'Your status could not be set.', 'bad'));
        }
    };
    const entries: MenuEntry[] = [
        {
            label: custom ? custom.text || 'Custom status' : 'Set a custom status',
            lead: <EmojiGlyph name={custom?.emoji ?? 'speech_balloon'} />,
            run: () => dispatch(openModal({kind: 'custom-status'})),
        },
        'line',
        ...CHOICES.map((choice): MenuEntry => ({
            label: STATUS_WORDS[choice] ?? choice,
            lead: <span className={`presence presence--inline presence--${choice}`} />,
            checked: status === choice,
            run: () => void choose(choice),
        })),
        'line',
        {label: 'Profile', icon: 'user', run: () => dispatch(openModal({kind: 'settings', section: 'profile'}))},
        {label: 'Settings', icon: 'settings', run: () => dispatch(openModal({kind: 'settings', section: 'notifications'}))},
        {label: 'Keyboard shortcuts', icon: 'keyboard', hint: 'Ctrl /', run: () => dispatch(openModal({kind: 'shortcuts'}))},
        admin && {label: 'System console', icon: 'shield', run: () => navigate('/admin_console')},
        'line',
        {label: 'Log out', icon: 'logout', run: () => void dispatch(logout())},
    ];
    return (
        <Menu
            label="Your menu"
            placement="bottom-end"
            entries={entries}
            header={
                <div className="menu__header" role="presentation">
                    <strong>{name}</strong>
                    <span>@{me?.username}</span>
                </div>
            }
        >
            <button type="button" className="user-button" aria-label={`Your menu, ${STATUS_WORDS[status] ?? status}`}>
                <Avatar userId={userId} size={30} presence />
            </button>
        </Menu>
    );
}
