/* A line over the composer while messages of this person wait for their time here. */
import {getCurrentTeam} from 'mattermost-redux/selectors/entities/teams';
import {Link} from 'react-router-dom';

import {Icon} from '@/components/Icon';
import {Moment} from '@/components/Time';
import {useAppSelector} from '@/store';

export function ScheduledNote({channelId, rootId}: {channelId: string; rootId: string}) {
    const team = useAppSelector(getCurrentTeam);
    const ids = useAppSelector((state) => state.entities.scheduledPosts.byChannelOrThreadId[rootId || channelId]);
    const byId = useAppSelector((state) => state.entities.scheduledPosts.byId);
    const waiting = [...new Set(ids ?? [])].map((id) => byId[id]).filter((post) => post !== undefined && !post.error_code);
    const [first] = waiting;
    if (!first || !team) {
        return null;
    }
    return (
        <p className="scheduled-note">
            <Icon name="clock" size={14} />
            <span>
                {waiting.length === 1 ? (
                    <>
                        A message will be sent <Moment at={first.scheduled_at} />.
                    </>
                ) : (
                    `${waiting.length} messages wait to be sent here.`
                )}{' '}
                <Link to={`/${team.name}/scheduled_posts`}>See {waiting.length === 1 ? 'it' : 'them'}</Link>
            </span>
        </p>
    );
}
