/* `window.Components`: parts of this page for use inside plugins, under the names and properties bundles know. */
import type {Channel} from '@mattermost/types/channels';
import type {PostPreviewMetadata} from '@mattermost/types/posts';
import {Client4} from 'mattermost-redux/client';
import {createElement, useId} from 'react';
import type {ChangeEvent, MouseEvent, ReactNode} from 'react';

import {Modal} from '@/components/Modal';
import {ago, clock, dayWord} from '@/components/Time';
import {EmojiGlyph} from '@/emoji/EmojiGlyph';
import {useAppSelector} from '@/store';
import {channelTitle} from '@/store/names';
import {wants24Hours} from '@/store/preferences';
import {CompletingText} from '@/views/composer/CompletingText';
import {Composer} from '@/views/composer/Composer';
import {AddMembers} from '@/views/modals/AddMembers';
import {ChannelNotifications} from '@/views/modals/ChannelNotifications';
import {EditChannel} from '@/views/modals/EditChannel';
import {ChannelMembers} from '@/views/panel/ChannelMembers';
import {MessageCard} from '@/views/post/Embeds';
import {ThreadBody} from '@/views/thread/ThreadPanel';

const SIZES: Record<string, number> = {xxs: 16, xs: 20, sm: 24, md: 32, lg: 36, xl: 50, 'xl-custom-GM': 72, 'xl-custom-DM': 96, xxl: 128};

interface AvatarProps {
    url?: string;
    username?: string;
    size?: string;
    text?: string;
    className?: string;
}

function Avatar({url, username = '', size = 'md', text, className = ''}: AvatarProps) {
    const pixels = SIZES[size] ?? 32;
    return (
        <span className={`avatar Avatar Avatar-${size} ${className}`} style={{width: pixels, height: pixels}}>
            {url ? <img src={url} alt={username ? `${username} profile image` : ''} width={pixels} height={pixels} loading="lazy" /> : <span className="avatar__blank">{text ?? username.slice(0, 1).toUpperCase()}</span>}
        </span>
    );
}

function imageURLForUser(userId: string, lastPictureUpdate = 0): string {
    return Client4.getProfilePictureUrl(userId, lastPictureUpdate);
}

function BotBadge({show = true, className = ''}: {show?: boolean; className?: string}) {
    return show ? <span className={`tag ${className}`}>Bot</span> : null;
}

interface TimestampProps {
    value?: number | string | Date;
    useTime?: unknown;
    useDate?: unknown;
    units?: unknown[];
    children?: (parts: {formatted: string; value: Date}) => ReactNode;
    className?: string;
}

/** A time of day, a date, both, or "5 min": what the properties ask for. */
function Timestamp({value = Date.now(), useTime, useDate, units, children, className}: TimestampProps) {
    const military = useAppSelector(wants24Hours);
    const date = new Date(value);
    const at = date.getTime();
    const relative = Array.isArray(units) && units.length > 0;
    const wordOfDay = useDate === false ? '' : dayWord(at);
    const wordOfTime = useTime === false ? '' : clock(at, military);
    const formatted = relative ? ago(at) : [wordOfDay, wordOfTime].filter(Boolean).join(' at ');
    if (typeof children === 'function') {
        return <>{children({formatted, value: date})}</>;
    }
    return (
        <time className={className} dateTime={date.toISOString()} title={date.toLocaleString()}>
            {formatted}
        </time>
    );
}

interface TextboxProps {
    value?: string;
    onChange?: (event: ChangeEvent<HTMLTextAreaElement>) => void;
    onKeyPress?: (event: unknown) => void;
    channelId?: string;
    rootId?: string;
    createMessage?: string;
    id?: string;
    disabled?: boolean;
    characterLimit?: number;
    supportsCommands?: boolean;
}

/** The page's text field with its completion. `onChange` gets what an event of a field would carry. */
function Textbox({value = '', onChange, channelId = '', rootId = '', createMessage = 'Write', id, disabled = false}: TextboxProps) {
    const current = useAppSelector((state) => state.entities.channels.currentChannelId);
    const tell = (text: string) => onChange?.({target: {value: text, id}, currentTarget: {value: text, id}} as unknown as ChangeEvent<HTMLTextAreaElement>);
    return (
        <div className="plugin-textbox">
            <CompletingText value={value} onChange={tell} onSend={() => tell(`${value}\n`)} channelId={channelId || current} rootId={rootId} label={createMessage} placeholder={createMessage} disabled={disabled} />
        </div>
    );
}

function AdvancedTextEditor({channelId, rootId, postId, placeholder}: {channelId: string; rootId?: string; postId?: string; placeholder?: string}) {
    const name = useAppSelector((state) => {
        const channel = state.entities.channels.channels[channelId];
        return channel ? channelTitle(state, channel) : '';
    });
    return <Composer channelId={channelId} rootId={rootId ?? postId ?? ''} placeholder={placeholder ?? `Write to ${name}`} />;
}

function ThreadViewer({rootPostId, postId}: {rootPostId?: string; postId?: string}) {
    const rootId = rootPostId ?? postId ?? '';
    return rootId ? <ThreadBody key={rootId} rootId={rootId} /> : null;
}

function PostMessagePreview({metadata}: {metadata?: PostPreviewMetadata}) {
    return metadata?.post ? <MessageCard preview={metadata} /> : null;
}

interface ChannelModalProps {
    channel: Channel;
    onExited?: () => void;
    onHide?: () => void;
}

const closeOf = ({onExited, onHide}: ChannelModalProps) => () => {
    onHide?.();
    onExited?.();
};

function ChannelInviteModal(props: ChannelModalProps) {
    return <AddMembers modal={{kind: 'add-members', channelId: props.channel.id}} close={closeOf(props)} />;
}

function ChannelNotificationsModal(props: ChannelModalProps) {
    return <ChannelNotifications modal={{kind: 'channel-notifications', channelId: props.channel.id}} close={closeOf(props)} />;
}

function EditChannelHeaderModal(props: ChannelModalProps) {
    return <EditChannel modal={{kind: 'edit-channel', channelId: props.channel.id}} close={closeOf(props)} />;
}

function ChannelMembersModal(props: ChannelModalProps) {
    return (
        <Modal title="Members" onClose={closeOf(props)}>
            <ChannelMembers channelId={props.channel.id} />
        </Modal>
    );
}

interface DatePickerProps {
    datePickerProps?: {selected?: Date; onSelect?: (day: Date | undefined) => void; onDayClick?: (day: Date) => void; disabled?: unknown};
    label?: string;
    inputLabel?: string;
    value?: string;
    inputPlaceholder?: string;
    handlePopperOpenState?: (open: boolean) => void;
    children?: ReactNode;
}

function dayOf(date: Date | undefined): string {
    return date ? new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10) : '';
}

/** The browser's own date field, which tells the day chosen in both ways that pickers know. */
function DatePicker({datePickerProps = {}, label, inputLabel, children}: DatePickerProps) {
    const id = useId();
    const choose = (text: string) => {
        const day = text ? new Date(`${text}T00:00:00`) : undefined;
        datePickerProps.onSelect?.(day);
        if (day) {
            datePickerProps.onDayClick?.(day);
        }
    };
    return (
        <div className="field">
            <label className="field__label" htmlFor={id}>
                {label ?? inputLabel ?? 'Date'}
            </label>
            <input id={id} type="date" className="input" value={dayOf(datePickerProps.selected)} onChange={(event) => choose(event.target.value)} />
            {children}
        </div>
    );
}

interface MenuItemProps {
    id?: string;
    text?: ReactNode;
    labels?: ReactNode;
    leadingElement?: ReactNode;
    trailingElements?: ReactNode;
    isDestructive?: boolean;
    disabled?: boolean;
    onClick?: (event: MouseEvent) => void;
}

function MenuItem({id, text, labels, leadingElement, trailingElements, isDestructive = false, disabled = false, onClick}: MenuItemProps) {
    return (
        <button type="button" id={id} role="menuitem" className={`menu__item ${isDestructive ? 'menu__item--danger' : ''}`} disabled={disabled} onClick={onClick}>
            {leadingElement}
            <span className="menu__label">{labels ?? text}</span>
            {trailingElements}
        </button>
    );
}

function MenuSeparator() {
    return <div className="menu__line" role="separator" />;
}

/** There is nothing to try out for money here. */
function StartTrialFormModal(): null {
    return null;
}

function RenderEmoji({emojiName, size}: {emojiName: string; size?: number}) {
    return createElement('span', {style: size ? {fontSize: size} : undefined}, <EmojiGlyph name={emojiName} />);
}

export const sharedComponents = {
    Textbox,
    Timestamp,
    ChannelInviteModal,
    ChannelMembersModal,
    ChannelNotificationsModal,
    EditChannelHeaderModal,
    Avatar,
    imageURLForUser,
    BotBadge,
    StartTrialFormModal,
    ThreadViewer,
    PostMessagePreview,
    AdvancedTextEditor,
    DatePicker,
    MenuItem,
    MenuSeparator,
    RenderEmoji,
};
