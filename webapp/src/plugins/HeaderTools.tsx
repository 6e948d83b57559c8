/* What plugins put into the channel's header. However many there are, the header keeps its height: what does not fit goes into a menu. */
import type {Channel} from '@mattermost/types/channels';
import {useEffect, useRef, useState} from 'react';
import type {RefObject} from 'react';

import {IconButton} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {Menu} from '@/components/Menu';
import type {MenuEntry} from '@/components/Menu';
import {Popover} from '@/components/Popover';
import {Tooltip} from '@/components/Tooltip';
import {store} from '@/store';
import type {PluginPart} from '@/store/plugins';

import {barLabel, BarIcon, runBarPart, useBarParts} from './AppBar';
import {act} from './faults';
import {iconOf, labelOf} from './menu';
import {Part, Piece, useParts} from './Slot';

/** Room that the name, the topic and the page's own buttons keep. */
const KEPT_PX = 460;
const STEP_PX = 36;
const MOST = 8;

/** How many buttons a header of this width has room for. */
export function roomFor(width: number): number {
    return Math.max(0, Math.min(MOST, Math.floor((width - KEPT_PX) / STEP_PX)));
}

function useRoom(inside: RefObject<HTMLElement | null>): number {
    const [room, setRoom] = useState(MOST);
    useEffect(() => {
        const header = inside.current?.closest('.channel-header');
        if (!header || typeof ResizeObserver === 'undefined') {
            return undefined;
        }
        const observer = new ResizeObserver(([entry]) => entry && setRoom(roomFor(entry.contentRect.width)));
        observer.observe(header);
        return () => observer.disconnect();
    }, [inside]);
    return room;
}

function argsFor(channel: Channel): unknown[] {
    return [channel, store.getState().entities.channels.myMembers[channel.id]];
}

function HeaderButton({part, channel}: {part: PluginPart; channel: Channel}) {
    const label = labelOf(part, part['tooltipText'] ?? part['dropdownText']);
    return (
        <Tooltip text={label}>
            <button type="button" className="icon-button plugin-button" aria-label={label} onClick={() => act(part.pluginId, 'the channel header', part.action, ...argsFor(channel))}>
                {iconOf(part)}
            </button>
        </Tooltip>
    );
}

function CallButtons({channel}: {channel: Channel}) {
    const parts = useParts('CallButton');
    const [only] = parts;
    const run = (part: PluginPart) => act(part.pluginId, 'the call button', part.action, ...argsFor(channel));
    if (!only) {
        return null;
    }
    if (parts.length === 1) {
        const own = only['button'];
        const label = labelOf(only, only['dropdownText']);
        return own ? (
            // The plugin draws the whole button; the click on it is still ours to pass on.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
            <span className="plugin-call" onClick={() => run(only)}>
                <Piece part={only} value={own} where="the call button" />
            </span>
        ) : (
            <Tooltip text={label}>
                <button type="button" className="icon-button plugin-button" aria-label={label} onClick={() => run(only)}>
                    {only.icon ? iconOf(only) : <Icon name="phone" size={18} />}
                </button>
            </Tooltip>
        );
    }
    const entries = parts.map((part): MenuEntry => ({
        label: labelOf(part, part['dropdownText']),
        ...(part['dropdownButton'] ? {content: <Piece part={part} value={part['dropdownButton']} where="the call menu" />} : {lead: iconOf(part)}),
        run: () => run(part),
    }));
    return (
        <Menu label="Start a call" entries={entries} placement="bottom-end">
            <IconButton icon="phone" label="Start a call" />
        </Menu>
    );
}

/** Icons are components of the plugin's own; those that do not fit stand together in a small panel. */
function Icons({parts, channel}: {parts: PluginPart[]; channel: Channel}) {
    const [, channelMember] = argsFor(channel);
    return (
        <>
            {parts.map((part) => part.component && <span key={part.id} className="plugin-header-icon"><Part pluginId={part.pluginId} where="the channel header" component={part.component} shape="mark" given={{channel, channelMember}} /></span>)}
        </>
    );
}

export function HeaderTools({channel}: {channel: Channel}) {
    const box = useRef<HTMLDivElement>(null);
    const room = useRoom(box);
    const bar = useBarParts();
    const icons = useParts('ChannelHeaderIcon');
    const barPlugins = new Set(bar.map((part) => part.pluginId));
    // A plugin that is in the app bar has its button there, not in both places.
    const buttons = useParts('ChannelHeaderButton').filter((part) => !barPlugins.has(part.pluginId));
    const shownIcons = icons.slice(0, Math.min(icons.length, room));
    const shownButtons = buttons.slice(0, Math.max(0, room - shownIcons.length));
    const moreIcons = icons.slice(shownIcons.length);
    const moreButtons = buttons.slice(shownButtons.length);
    const entries: MenuEntry[] = moreButtons.map((part) => ({
        label: labelOf(part, part['dropdownText'] ?? part['tooltipText']),
        ...(typeof part['dropdownText'] === 'string' || !part['dropdownText'] ? {} : {content: <Piece part={part} value={part['dropdownText']} where="the channel header" />}),
        lead: iconOf(part),
        run: () => act(part.pluginId, 'the channel header', part.action, ...argsFor(channel)),
    }));
    const barEntries = bar.map((part): MenuEntry => ({label: barLabel(part), lead: <span className="plugin-icon"><BarIcon part={part} /></span>, run: () => runBarPart(part)}));
    return (
        <div className="plugin-tools" ref={box}>
            <CallButtons channel={channel} />
            <Icons parts={shownIcons} channel={channel} />
            {shownButtons.map((part) => (
                <HeaderButton key={part.id} part={part} channel={channel} />
            ))}
            {moreIcons.length > 0 && (
                <Popover label="More from plugins" placement="bottom-end" content={() => <div className="plugin-icons-panel"><Icons parts={moreIcons} channel={channel} /></div>}>
                    <IconButton icon="plug" label={`${moreIcons.length} more from plugins`} />
                </Popover>
            )}
            {entries.length > 0 && (
                <Menu label="More actions of plugins" entries={entries} placement="bottom-end">
                    <IconButton icon="more" label={`${entries.length} more ${entries.length === 1 ? 'action' : 'actions'} of plugins`} />
                </Menu>
            )}
            {barEntries.length > 0 && (
                <Menu label="Apps" entries={barEntries} placement="bottom-end">
                    <IconButton icon="grid" label="Apps" className="only-narrow" />
                </Menu>
            )}
        </div>
    );
}
