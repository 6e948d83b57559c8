/* The narrow strip of teams, when a person is in more than one. */
import {getMyTeams} from 'mattermost-redux/selectors/entities/teams';
import {getTeamsUnreadStatuses} from 'mattermost-redux/selectors/entities/channels';
import {Client4} from 'mattermost-redux/client';
import {Link} from 'react-router-dom';

import {navigate} from '@/app/navigation';
import {IconButton} from '@/components/Button';
import {Tooltip} from '@/components/Tooltip';
import {Slot, useParts} from '@/plugins/Slot';
import {useAppSelector} from '@/store';

export function initials(name: string): string {
    const words = name.trim().split(/\s+/);
    return (words.length > 1 ? (words[0]?.[0] ?? '') + (words[1]?.[0] ?? '') : name.trim().slice(0, 2)).toUpperCase();
}

export function TeamRail({always = false}: {always?: boolean}) {
    const teams = useAppSelector(getMyTeams);
    const currentId = useAppSelector((state) => state.entities.teams.currentTeamId);
    const [unread, mentions] = useAppSelector(getTeamsUnreadStatuses);
    const hasParts = useParts('BottomTeamSidebar').length > 0;
    if (teams.length < 2 && !hasParts && !always) {
        return null;
    }
    const sorted = [...teams].sort((a, b) => a.display_name.localeCompare(b.display_name));
    return (
        <nav className="rail" aria-label="Teams">
            <ul>
                {sorted.map((team) => {
                    const count = mentions.get(team.id) ?? 0;
                    const current = team.id === currentId;
                    return (
                        <li key={team.id} className={`rail__item ${current ? 'rail__item--current' : ''} ${unread.has(team.id) ? 'rail__item--unread' : ''}`}>
                            <Tooltip text={team.display_name}>
                                <Link to={`/${team.name}`} className="rail__team" aria-current={current ? 'true' : undefined}>
                                    {team.last_team_icon_update ? <img src={Client4.getTeamIconUrl(team.id, team.last_team_icon_update)} alt="" /> : initials(team.display_name)}
                                    <span className="visually-hidden">
                                        {team.display_name}
                                        {count > 0 ? `, ${count} ${count === 1 ? 'mention' : 'mentions'}` : unread.has(team.id) ? ', unread' : ''}
                                    </span>
                                </Link>
                            </Tooltip>
                            {count > 0 && !current && <span className="badge rail__badge">{count > 99 ? '99+' : count}</span>}
                        </li>
                    );
                })}
                <li className="rail__item">
                    <IconButton icon="plus" label="Join or create a team" onClick={() => navigate('/select_team')} />
                </li>
            </ul>
            {hasParts && (
                <div className="rail__bottom">
                    <Slot name="BottomTeamSidebar" shape="mark" />
                </div>
            )}
        </nav>
    );
}

