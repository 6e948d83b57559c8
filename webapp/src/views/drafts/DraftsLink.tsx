/* The sidebar's way to what is not sent yet; there only while there is something. */
import {NavLink, useLocation} from 'react-router-dom';

import {Icon} from '@/components/Icon';
import {useAppSelector} from '@/store';
import {scheduledIn} from '@/store/schedule';

import {draftsOf} from './DraftsView';

export function DraftsLink({teamName, teamId}: {teamName: string; teamId: string}) {
    const {pathname} = useLocation();
    const drafts = useAppSelector((state) => draftsOf(state, teamId).length);
    const scheduled = useAppSelector((state) => scheduledIn(state, teamId).length);
    const failed = useAppSelector((state) => scheduledIn(state, teamId).some((post) => post.error_code));
    const here = pathname === `/${teamName}/drafts` || pathname === `/${teamName}/scheduled_posts`;
    if (drafts + scheduled === 0 && !here) {
        return null;
    }
    return (
        <NavLink to={`/${teamName}/${drafts === 0 && scheduled > 0 ? 'scheduled_posts' : 'drafts'}`} className="channel-link" isActive={() => here} activeClassName="channel-link--active">
            <span className="channel-link__lead">
                <Icon name="edit" size={17} />
            </span>
            <span className="channel-link__name">Drafts</span>
            {scheduled > 0 && (
                <span className={`channel-link__count ${failed ? 'channel-link__count--bad' : ''}`}>
                    <Icon name={failed ? 'warning' : 'clock'} size={13} /> {scheduled}
                    <span className="visually-hidden"> scheduled</span>
                </span>
            )}
            {drafts > 0 && (
                <span className="channel-link__count">
                    {drafts}
                    <span className="visually-hidden"> drafts</span>
                </span>
            )}
        </NavLink>
    );
}
