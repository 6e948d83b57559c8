/* Links inside messages: people, channels, hashtags, addresses. */
import {getChannelByName} from 'mattermost-redux/selectors/entities/channels';
import {getCurrentTeam} from 'mattermost-redux/selectors/entities/teams';
import {getUsersByUsername} from 'mattermost-redux/selectors/entities/users';
import type {ReactNode} from 'react';
import {Link} from 'react-router-dom';

import {belongsToServer, localPath, safeHref} from '@/markdown/address';
import {LinkCard} from '@/plugins/LinkCard';
import {useAppDispatch, useAppSelector} from '@/store';
import {nameOfUser} from '@/store/names';
import {openPanel} from '@/store/panel';

import {ProfilePopover} from './Profile';

const EVERYONE = new Set(['all', 'channel', 'here']);

export function MentionLink({name, text, rest}: {name: string; text: string; rest: string}) {
    const lower = name.toLowerCase();
    const user = useAppSelector((state) => {
        const users = getUsersByUsername(state);
        return users[lower + rest] ?? users[lower];
    });
    const shown = useAppSelector((state) => (user ? nameOfUser(state, user) : ''));
    const mine = useAppSelector((state) => user?.id === state.entities.users.currentUserId);
    if (EVERYONE.has(lower)) {
        return (
            <>
                <mark className="mention mention--me">@{lower}</mark>
                {rest}
            </>
        );
    }
    if (!user) {
        return <>{text}</>;
    }
    const left = user.username === lower + rest ? '' : rest;
    return (
        <>
            <ProfilePopover userId={user.id}>
                <button type="button" className={`mention ${mine ? 'mention--me' : ''}`}>
                    @{shown}
                </button>
            </ProfilePopover>
            {left}
        </>
    );
}

export function ChannelLink({name, text}: {name: string; text: string}) {
    const channel = useAppSelector((state) => getChannelByName(state, name.toLowerCase()));
    const team = useAppSelector(getCurrentTeam);
    if (!channel || !team || channel.team_id !== team.id) {
        return <>{text}</>;
    }
    return (
        <Link className="mention" to={`/${team.name}/channels/${channel.name}`}>
            ~{channel.display_name}
        </Link>
    );
}

export function HashtagLink({tag}: {tag: string}) {
    const dispatch = useAppDispatch();
    return (
        <button type="button" className="hashtag" onClick={() => dispatch(openPanel({kind: 'search', terms: tag}))}>
            {tag}
        </button>
    );
}

interface PlainLinkProps {
    href: string;
    title?: string | undefined;
    children: ReactNode;
}

export function PlainLink({href, title, children}: PlainLinkProps) {
    const schemes = useAppSelector((state) => state.entities.general.config.CustomUrlSchemes);
    const address = safeHref(href, schemes ? schemes.split(',') : []);
    if (!address) {
        return <>{children}</>;
    }
    const local = localPath(address, window.location.origin);
    if (local && !belongsToServer(local)) {
        return (
            <Link to={local} title={title}>
                {children}
            </Link>
        );
    }
    return (
        <LinkCard href={address}>
            <a href={address} title={title} target="_blank" rel="noopener noreferrer nofollow">
                {children}
            </a>
        </LinkCard>
    );
}
