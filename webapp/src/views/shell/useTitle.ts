/* The tab's title says where one is and how much waits. */
import {basicUnreadMeta, getUnreadStatus} from 'mattermost-redux/selectors/entities/channels';
import {useEffect} from 'react';

import {useAppSelector} from '@/store';
import {channelTitle} from '@/store/names';

const PLACES: Record<string, string> = {threads: 'Threads', drafts: 'Drafts', scheduled_posts: 'Scheduled messages', integrations: 'Integrations', emoji: 'Custom emoji'};

export function useTitle(): void {
    const title = useAppSelector((state) => {
        const {channels, teams, general} = state.entities;
        const channel = channels.channels[channels.currentChannelId];
        const team = teams.teams[teams.currentTeamId];
        const place = PLACES[window.location.pathname.split('/')[2] ?? ''] ?? (channel ? channelTitle(state, channel) : '');
        const site = general.config.SiteName || 'Chinwag';
        const {unreadMentionCount, isUnread} = basicUnreadMeta(getUnreadStatus(state));
        const mark = unreadMentionCount ? `(${unreadMentionCount}) ` : isUnread ? '• ' : '';
        return mark + [place, team?.display_name, site].filter(Boolean).join(' – ');
    });
    useEffect(() => {
        document.title = title;
    }, [title]);
}
