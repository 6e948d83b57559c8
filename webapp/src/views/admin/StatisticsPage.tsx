/* How much the server is used. */
import type {AnalyticsRow} from '@mattermost/types/admin';
import {Client4} from 'mattermost-redux/client';
import {useEffect, useState} from 'react';

import {Select} from '@/components/Field';
import type {IconName} from '@/components/Icon';
import {Icon} from '@/components/Icon';
import {Failed, Loading} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {getTeams} from 'mattermost-redux/actions/teams';

import {LineChart} from './Chart';
import type {Point} from './Chart';
import {PageHead} from './PageHead';
import {SiteTiles} from './plugins/SiteTiles';

const TILES: Array<[string[], string, IconName]> = [
    [['unique_user_count'], 'People', 'users'],
    [['daily_active_users'], 'Active today', 'user'],
    [['monthly_active_users'], 'Active this month', 'users'],
    [['post_count'], 'Messages', 'thread'],
    [['channel_open_count'], 'Public channels', 'hash'],
    [['channel_private_count'], 'Private channels', 'lock'],
    [['team_count'], 'Teams', 'compass'],
    [['total_websocket_connections'], 'Connected now', 'plug'],
];

interface Numbers {
    standard: AnalyticsRow[];
    posts: Point[];
    people: Point[];
}

/** Rows come newest first, named by day. */
export function pointsOf(rows: AnalyticsRow[]): Point[] {
    return [...rows].sort((a, b) => a.name.localeCompare(b.name)).map((row) => ({label: row.name.slice(5), value: Number(row.value) || 0}));
}

export function StatisticsPage() {
    const dispatch = useAppDispatch();
    const teams = useAppSelector((state) => state.entities.teams.teams);
    const [teamId, setTeamId] = useState('');
    const [numbers, setNumbers] = useState<Numbers | null>(null);
    const [error, setError] = useState('');
    const [turn, setTurn] = useState(0);
    useEffect(() => void dispatch(getTeams(0, 200)), [dispatch]);
    useEffect(() => {
        let current = true;
        setError('');
        Promise.all(['standard', 'post_counts_day', 'user_counts_with_posts_day'].map((name) => Client4.getAnalytics(name, teamId))).then(
            ([standard = [], posts = [], people = []]) => current && setNumbers({standard: standard as AnalyticsRow[], posts: pointsOf(posts as AnalyticsRow[]), people: pointsOf(people as AnalyticsRow[])}),
            (problem: {message?: string}) => current && setError(problem.message ?? 'The numbers could not be loaded.'),
        );
        return () => {
            current = false;
        };
    }, [teamId, turn]);
    if (error) {
        return <Failed text={error} onRetry={() => setTurn(turn + 1)} />;
    }
    const value = (names: string[]) => numbers?.standard.find((row) => names.includes(row.name))?.value;
    return (
        <div className="admin-page">
            <PageHead title="Statistics" lead="How much this server is used.">
                <Select
                    label="Team"
                    value={teamId}
                    choices={[{value: '', label: 'All teams'}, ...Object.values(teams).filter((team) => team.delete_at === 0).map((team) => ({value: team.id, label: team.display_name}))]}
                    onChange={(event) => setTeamId(event.target.value)}
                />
            </PageHead>
            {!numbers ? (
                <Loading />
            ) : (
                <>
                    <dl className="tiles tiles--four">
                        {TILES.filter(([names]) => value(names) !== undefined && Number(value(names)) >= 0).map(([names, label, icon]) => (
                            <div key={label} className="tile card">
                                <dt>
                                    <Icon name={icon} size={16} /> {label}
                                </dt>
                                <dd>{Number(value(names)).toLocaleString()}</dd>
                            </div>
                        ))}
                    </dl>
                    <SiteTiles />
                    <div className="charts">
                        <LineChart title="Messages a day" points={numbers.posts} />
                        <LineChart title="People who wrote, a day" points={numbers.people} />
                    </div>
                </>
            )}
        </div>
    );
}
