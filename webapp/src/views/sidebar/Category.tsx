/* One category of the sidebar: its heading, its channels, dropping channels into it. */
import type {Channel} from '@mattermost/types/channels';
import type {ChannelCategory} from '@mattermost/types/channel_categories';
import {deleteCategory, moveChannelToCategory, setCategoryCollapsed, setCategoryMuted, setCategorySorting} from 'mattermost-redux/actions/channel_categories';
import {readMultipleChannels} from 'mattermost-redux/actions/channels';
import {getUnreadChannelIds} from 'mattermost-redux/selectors/entities/channels';
import {useState} from 'react';
import type {DragEvent} from 'react';

import {IconButton} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {Menu} from '@/components/Menu';
import type {MenuEntry} from '@/components/Menu';
import {store, useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';

import {ChannelLink} from './ChannelLink';

export const DRAG_TYPE = 'application/x-chinwag-channel';

const NAMES: Record<string, string> = {favorites: 'Favourites', channels: 'Channels', direct_messages: 'Direct messages'};

export function categoryName(category: ChannelCategory): string {
    return category.type === 'custom' ? category.display_name : (NAMES[category.type] ?? category.display_name);
}

function useCategoryMenu(category: ChannelCategory, channels: Channel[]): () => MenuEntry[] {
    const dispatch = useAppDispatch();
    return () => {
        const unread = new Set(getUnreadChannelIds(store.getState()));
        const waiting = channels.filter((channel) => unread.has(channel.id)).map((channel) => channel.id);
        const sorting = (value: string, label: string): MenuEntry => ({
            label,
            checked: category.sorting === value || (value === 'alpha' && category.sorting === ''),
            run: () => void dispatch(setCategorySorting(category.id, value as never)),
        });
        return [
            waiting.length > 0 && {label: 'Mark all as read', icon: 'check', run: () => void dispatch(readMultipleChannels(waiting))},
            category.type !== 'direct_messages' && {
                label: category.muted ? 'Unmute category' : 'Mute category',
                icon: category.muted ? 'bell' : 'bell-off',
                run: () => void dispatch(setCategoryMuted(category.id, !category.muted)),
            },
            category.type === 'direct_messages'
                ? {label: 'New conversation', icon: 'edit', run: () => dispatch(openModal({kind: 'direct'}))}
                : {label: 'Create channel', icon: 'plus', run: () => dispatch(openModal({kind: 'create-channel', categoryId: category.id}))},
            'line',
            {heading: 'Sort'},
            sorting('alpha', 'By name'),
            sorting('recent', 'By latest message'),
            category.type !== 'direct_messages' && sorting('manual', 'By hand'),
            category.type === 'custom' && 'line',
            category.type === 'custom' && {label: 'Rename', icon: 'edit', run: () => dispatch(openModal({kind: 'category', categoryId: category.id}))},
            category.type === 'custom' && {
                label: 'Delete category',
                icon: 'trash',
                danger: true,
                run: () =>
                    dispatch(
                        openModal({
                            kind: 'confirm',
                            title: `Delete ${category.display_name}?`,
                            text: 'Its channels go back to Channels and Direct messages. Nothing else changes.',
                            action: 'Delete category',
                            danger: true,
                            run: () => void dispatch(deleteCategory(category.id)),
                        }),
                    ),
            },
        ];
    };
}

interface CategoryProps {
    category: ChannelCategory;
    channels: Channel[];
    unreadOnly: boolean;
}

export function Category({category, channels, unreadOnly}: CategoryProps) {
    const dispatch = useAppDispatch();
    const [over, setOver] = useState(false);
    const entries = useCategoryMenu(category, channels);
    const unread = useAppSelector((state) => getUnreadChannelIds(state));
    const currentId = useAppSelector((state) => state.entities.channels.currentChannelId);
    const collapsed = category.collapsed && !unreadOnly;
    const shown = collapsed ? channels.filter((channel) => unread.includes(channel.id) || channel.id === currentId) : channels;
    const name = categoryName(category);
    const accepts = (event: DragEvent) => event.dataTransfer.types.includes(DRAG_TYPE);
    const drop = (event: DragEvent, index: number) => {
        const id = event.dataTransfer.getData(DRAG_TYPE);
        setOver(false);
        if (id) {
            event.preventDefault();
            event.stopPropagation();
            void dispatch(moveChannelToCategory(category.id, id, index, category.type === 'custom'));
        }
    };
    return (
        <section
            className={`category ${over ? 'category--over' : ''}`}
            aria-label={name}
            onDragOver={(event) => {
                if (accepts(event)) {
                    event.preventDefault();
                    setOver(true);
                }
            }}
            onDragLeave={() => setOver(false)}
            onDrop={(event) => drop(event, category.channel_ids.length)}
        >
            <div className="category__head">
                <button type="button" className="category__toggle" aria-expanded={!collapsed} onClick={() => void dispatch(setCategoryCollapsed(category.id, !category.collapsed))}>
                    <Icon name={collapsed ? 'chevron-right' : 'chevron'} size={13} />
                    <span>{name}</span>
                    {category.muted && <Icon name="bell-off" size={12} />}
                </button>
                {category.type === 'direct_messages' && <IconButton icon="plus" size={15} label="New conversation" className="category__tool" onClick={() => dispatch(openModal({kind: 'direct'}))} />}
                <Menu label={`${name} menu`} entries={entries} placement="bottom-end">
                    <IconButton icon="more" size={15} label={`${name} menu`} className="category__tool" />
                </Menu>
            </div>
            <ul className="category__list">
                {shown.map((channel, index) => (
                    <li key={channel.id} onDrop={(event) => drop(event, index)}>
                        <ChannelLink channel={channel} />
                    </li>
                ))}
                {shown.length === 0 && !collapsed && !unreadOnly && (
                    <li className="category__empty">{category.type === 'direct_messages' ? 'No conversations yet' : 'Drag channels here'}</li>
                )}
            </ul>
        </section>
    );
}
