/* Desktop notifications and the short sound, by the person's and the channel's settings. */
import type {ChannelMembership, ChannelNotifyProps} from '@mattermost/types/channels';
import type {Post} from '@mattermost/types/posts';
import type {UserNotifyProps, UserProfile} from '@mattermost/types/users';

import {navigate} from '@/app/navigation';
import {plainText} from '@/markdown/plain';
import {hooksOf, noticeWillShow} from '@/plugins/hooks';
import type {NoticeArgs} from '@/plugins/hooks';
import {channelTitle, nameOf} from '@/store/names';
import type {Thunk} from '@/store/types';

import {isReading, isReadingThread} from './attention';
import type {Frame} from './frame';
import {nested, text} from './frame';

export interface NoticeFacts {
    mentioned: boolean;
    following: boolean;
    direct: boolean;
    isReply: boolean;
    status: string;
    muted: boolean;
    channel: Partial<ChannelNotifyProps>;
    user: Partial<UserNotifyProps>;
}

/** Whether a post that somebody else wrote should make itself heard. */
export function deservesNotice(facts: NoticeFacts): boolean {
    if (facts.muted || facts.status === 'dnd' || facts.status === 'ooo') {
        return false;
    }
    const own = facts.channel.desktop;
    const level = own && own !== 'default' ? own : (facts.user.desktop ?? 'mention');
    if (level === 'none') {
        return false;
    }
    if (facts.mentioned || facts.direct) {
        return true;
    }
    if (facts.isReply && facts.following) {
        return (facts.user.desktop_threads ?? 'all') === 'all';
    }
    return level === 'all' && !facts.isReply;
}

function soundsOn(user: UserProfile, member: ChannelMembership | undefined): boolean {
    const own = member?.notify_props?.desktop_sound;
    if (own === 'on' || own === 'off') {
        return own === 'on';
    }
    return user.notify_props?.desktop_sound !== 'false';
}

let audio: AudioContext | undefined;

export function chime(): void {
    try {
        audio ??= new AudioContext();
        const start = audio.currentTime;
        for (const [index, pitch] of [660, 880].entries()) {
            const tone = audio.createOscillator();
            const gain = audio.createGain();
            const from = start + index * 0.09;
            tone.type = 'sine';
            tone.frequency.value = pitch;
            gain.gain.setValueAtTime(0.0001, from);
            gain.gain.exponentialRampToValueAtTime(0.08, from + 0.02);
            gain.gain.exponentialRampToValueAtTime(0.0001, from + 0.28);
            tone.connect(gain).connect(audio.destination);
            tone.start(from);
            tone.stop(from + 0.3);
        }
    } catch {
        // No sound device, or the browser wants a click first.
    }
}

export function notifyOfPost(post: Post, frame: Frame): Thunk {
    return (_dispatch, getState) => {
        const state = getState();
        const {users, channels, teams} = state.entities;
        const me = users.profiles[users.currentUserId];
        const channel = channels.channels[post.channel_id];
        if (!me || !channel || post.type.startsWith('system_')) {
            return;
        }
        if (isReading(post.channel_id) && (!post.root_id || isReadingThread(post.root_id))) {
            return;
        }
        const member = channels.myMembers[post.channel_id];
        const heard = deservesNotice({
            mentioned: (nested<string[]>(frame.data['mentions']) ?? []).includes(me.id),
            following: (nested<string[]>(frame.data['followers']) ?? []).includes(me.id),
            direct: channel.type === 'D' || channel.type === 'G',
            isReply: post.root_id !== '',
            status: users.statuses[me.id] ?? '',
            muted: member?.notify_props?.mark_unread === 'mention',
            channel: member?.notify_props ?? {},
            user: me.notify_props ?? {},
        });
        const hooked = hooksOf('DesktopNotificationHooks').length > 0;
        if (!heard && !hooked) {
            return;
        }
        const sender = text(post.props['override_username']) || nameOf(state, post.user_id);
        const team = teams.teams[channel.team_id] ?? teams.teams[teams.currentTeamId];
        const args: NoticeArgs = {
            title: channel.type === 'D' ? sender : `${sender} in ${channelTitle(state, channel)}`,
            body: plainText(post.message).slice(0, 200) || 'Sent a file',
            silent: !soundsOn(me, member),
            soundName: '',
            url: team ? `/${team.name}/pl/${post.id}` : '',
            notify: heard,
        };
        if (hooked) {
            void noticeWillShow(post, frame.data, channel, team?.id ?? '', args).then((final) => show(post.id, final));
        } else {
            show(post.id, args);
        }
    };
}

function show(tag: string, args: NoticeArgs): void {
    if (!args.notify) {
        return;
    }
    if (!args.silent) {
        chime();
    }
    if (!('Notification' in window) || Notification.permission !== 'granted') {
        return;
    }
    const notice = new Notification(args.title, {body: args.body, tag, icon: '/static/favicon.svg', silent: true});
    notice.onclick = () => {
        window.focus();
        if (args.url.startsWith('/')) {
            navigate(args.url);
        }
        notice.close();
    };
}
