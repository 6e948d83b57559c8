/* The card about a person that opens from their name or picture. */
import {getUser, getStatusesByIds} from 'mattermost-redux/actions/users';
import {getFullName} from 'mattermost-redux/utils/user_utils';
import {useEffect} from 'react';
import type {ReactElement} from 'react';

import {openDirect} from '@/app/channelActions';
import {EmojiGlyph} from '@/emoji/EmojiGlyph';
import {Slot} from '@/plugins/Slot';
import {useAppDispatch, useAppSelector} from '@/store';
import {customStatusOf} from '@/store/customStatus';
import {openModal} from '@/store/modals';
import {nameOf} from '@/store/names';
import {wants24Hours} from '@/store/preferences';

import {Avatar, STATUS_WORDS} from './Avatar';
import {Button} from './Button';
import {Icon} from './Icon';
import {Popover} from './Popover';

interface ProfilePopoverProps {
    userId: string;
    children: ReactElement;
    /** What a web hook calls itself. */
    override?: string | undefined;
}

export function ProfilePopover({userId, children, override}: ProfilePopoverProps) {
    return (
        <Popover label="Profile" content={(close) => <ProfileCard userId={userId} override={override} close={close} />}>
            {children}
        </Popover>
    );
}

function localTime(timezone: string | undefined, military: boolean): string | null {
    if (!timezone) {
        return null;
    }
    try {
        return new Intl.DateTimeFormat(undefined, {
            hour: 'numeric',
            minute: '2-digit',
            hour12: !military,
            timeZone: timezone,
            timeZoneName: 'short',
        }).format(new Date());
    } catch {
        return null;
    }
}

function ProfileCard({userId, override, close}: {userId: string; override?: string | undefined; close: () => void}) {
    const dispatch = useAppDispatch();
    const user = useAppSelector((state) => state.entities.users.profiles[userId]);
    const status = useAppSelector((state) => state.entities.users.statuses[userId] ?? 'offline');
    const name = useAppSelector((state) => override ?? nameOf(state, userId));
    const isMe = useAppSelector((state) => state.entities.users.currentUserId === userId);
    const military = useAppSelector(wants24Hours);
    const custom = customStatusOf(user);
    useEffect(() => {
        void dispatch(getUser(userId));
        void dispatch(getStatusesByIds([userId]));
    }, [dispatch, userId]);
    const zone = user?.timezone;
    const time = localTime(
        String(zone?.useAutomaticTimezone) === 'true' ? zone?.automaticTimezone : zone?.manualTimezone,
        military,
    );
    return (
        <div className="profile-card">
            <div className="profile-card__banner" />
            <Avatar userId={userId} size={72} presence={!override} />
            <p className="profile-card__name">{name}</p>
            {user && !override && (
                <p className="profile-card__handle">
                    @{user.username}
                    {user.is_bot && <span className="tag">Bot</span>}
                    {user.delete_at > 0 && <span className="tag">Deactivated</span>}
                </p>
            )}
            {override && <p className="profile-card__handle">Posted through an integration</p>}
            {custom && (
                <p className="profile-card__custom">
                    <EmojiGlyph name={custom.emoji} /> {custom.text}
                </p>
            )}
            {user && !override && (
                <ul className="profile-card__facts">
                    {getFullName(user) && getFullName(user) !== name && (
                        <li>
                            <Icon name="user" size={16} /> {getFullName(user)}
                        </li>
                    )}
                    {user.position && (
                        <li>
                            <Icon name="info" size={16} /> {user.position}
                        </li>
                    )}
                    {user.bot_description && (
                        <li>
                            <Icon name="bot" size={16} /> {user.bot_description}
                        </li>
                    )}
                    {!user.is_bot && (
                        <li>
                            <span className={`presence presence--inline presence--${status}`} /> {STATUS_WORDS[status] ?? status}
                        </li>
                    )}
                    {time && (
                        <li>
                            <Icon name="clock" size={16} /> {time} local time
                        </li>
                    )}
                    {user.email && (
                        <li>
                            <Icon name="mail" size={16} /> <a href={`mailto:${user.email}`}>{user.email}</a>
                        </li>
                    )}
                </ul>
            )}
            {user && !override && <Slot name="PopoverUserAttributes" given={{user, status, hide: close, fromWebhook: false}} wrap={(part, inside) => <div key={part.id} className="profile-card__plugin">{inside}</div>} />}
            {user && !override && (
                <div className="profile-card__actions">
                    {isMe ? (
                        <Button
                            icon="edit"
                            onClick={() => {
                                close();
                                dispatch(openModal({kind: 'settings', section: 'profile'}));
                            }}
                        >
                            Edit profile
                        </Button>
                    ) : (
                        <Button
                            tone="primary"
                            icon="send"
                            onClick={() => {
                                close();
                                void dispatch(openDirect([userId]));
                            }}
                        >
                            Message
                        </Button>
                    )}
                    <Slot name="PopoverUserActions" shape="mark" given={{user, status, hide: close}} />
                </div>
            )}
        </div>
    );
}
