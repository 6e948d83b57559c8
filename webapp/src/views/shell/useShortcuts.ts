/* Keys that work anywhere in the chat. */
import {getUnreadChannelIds} from 'mattermost-redux/selectors/entities/channels';
import {makeGetCategoriesForTeam, makeGetChannelsByCategory} from 'mattermost-redux/selectors/entities/channel_categories';
import type {Channel} from '@mattermost/types/channels';
import {markChannelAsRead, readAllMessages} from 'mattermost-redux/actions/channels';
import {useEffect} from 'react';

import {goTo} from '@/app/channelActions';
import {store, useAppDispatch} from '@/store';
import {openModal} from '@/store/modals';
import {closePanel, openPanel} from '@/store/panel';
import type {Thunk} from '@/store/types';

const categoriesOf = makeGetCategoriesForTeam();
const channelsOf = makeGetChannelsByCategory();

export function neighbour(order: string[], current: string, step: 1 | -1, allowed: (id: string) => boolean): string {
    const start = order.indexOf(current);
    for (let moved = 1; moved <= order.length; moved++) {
        const id = order[(start + step * moved + order.length * moved) % order.length];
        if (id && id !== current && allowed(id)) {
            return id;
        }
    }
    return '';
}

function stepChannel(step: 1 | -1, unreadOnly: boolean): Thunk {
    return (dispatch, getState) => {
        const state = getState();
        const teamId = state.entities.teams.currentTeamId;
        const lists = channelsOf(state, teamId) as Record<string, Channel[]>;
        const order = categoriesOf(state, teamId).flatMap((category) => (lists[category.id] ?? []).map((channel) => channel.id));
        const unread = new Set(getUnreadChannelIds(state));
        const id = neighbour(order, state.entities.channels.currentChannelId, step, (one) => !unreadOnly || unread.has(one));
        const channel = state.entities.channels.channels[id];
        if (channel) {
            dispatch(goTo(channel));
        }
    };
}

const COVERS = '.menu, .popover, .completion, .lightbox, .modal, .post-editor, .search__hints:not([hidden])';

const REGIONS = ['.sidebar .channel-link', '.stream__list', '.composer--channel textarea', '.panel'];

function nextRegion(step: 1 | -1): void {
    const nodes = REGIONS.map((selector) => document.querySelector<HTMLElement>(selector)).filter((node): node is HTMLElement => node !== null);
    const at = nodes.findIndex((node) => node === document.activeElement || node.contains(document.activeElement) || node.closest('nav, aside')?.contains(document.activeElement));
    nodes[(at + step + nodes.length) % nodes.length]?.focus();
}

export function useShortcuts(): void {
    const dispatch = useAppDispatch();
    useEffect(() => {
        // What lies on top takes the Escape; by the time the key gets here it may have closed already.
        let covered = false;
        const onCapture = (event: KeyboardEvent) => {
            covered = document.querySelector(COVERS) !== null;
            const arrow = event.key === 'ArrowUp' || event.key === 'ArrowDown';
            // Before a focused menu button can take the arrow for itself.
            if (event.altKey && arrow && !event.ctrlKey && !event.metaKey && store.getState().views.modals.stack.length === 0) {
                event.preventDefault();
                event.stopPropagation();
                dispatch(stepChannel(event.key === 'ArrowUp' ? -1 : 1, event.shiftKey));
            }
        };
        const onKey = (event: KeyboardEvent) => {
            const mod = event.ctrlKey || event.metaKey;
            const key = event.key.toLowerCase();
            const state = store.getState();
            const modalOpen = state.views.modals.stack.length > 0;
            let run: (() => void) | null = null;
            if (mod && !event.shiftKey && !event.altKey && key === 'k') {
                run = () => dispatch(openModal({kind: 'switcher'}));
            } else if (modalOpen) {
                return;
            } else if (mod && key === '/') {
                run = () => dispatch(openModal({kind: 'shortcuts'}));
            } else if (mod && event.shiftKey && key === 'a') {
                run = () => dispatch(openModal({kind: 'settings'}));
            } else if (mod && event.shiftKey && key === 'm') {
                run = () => dispatch(openPanel({kind: 'mentions'}));
            } else if (mod && event.shiftKey && key === 'f') {
                run = () => document.getElementById('search-box')?.focus();
            } else if (mod && !event.shiftKey && key === 'u') {
                run = () => document.querySelector<HTMLElement>('.composer__attach')?.click();
            } else if (mod && !event.shiftKey && key === '.') {
                const channelId = state.entities.channels.currentChannelId;
                run = () => dispatch(state.views.panel.stack.length > 0 ? closePanel() : openPanel({kind: 'info', channelId}));
            } else if (event.key === 'F6') {
                run = () => nextRegion(event.shiftKey ? -1 : 1);
            } else if (event.key === 'Escape' && !event.defaultPrevented && !covered) {
                if (event.shiftKey) {
                    run = () => void dispatch(readAllMessages(state.entities.users.currentUserId));
                } else if (state.views.panel.stack.length > 0) {
                    run = () => dispatch(closePanel());
                } else if (state.entities.channels.currentChannelId) {
                    run = () => dispatch(markChannelAsRead(state.entities.channels.currentChannelId));
                }
            }
            if (run) {
                event.preventDefault();
                run();
            }
        };
        window.addEventListener('keydown', onCapture, true);
        window.addEventListener('keydown', onKey);
        return () => {
            window.removeEventListener('keydown', onCapture, true);
            window.removeEventListener('keydown', onKey);
        };
    }, [dispatch]);
}
