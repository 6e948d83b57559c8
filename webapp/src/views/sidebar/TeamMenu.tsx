/* The team's name, and what can be done with the team. */
import {removeUserFromTeam} from 'mattermost-redux/actions/teams';
import {haveITeamPermission} from 'mattermost-redux/selectors/entities/roles';
import {isCurrentUserSystemAdmin} from 'mattermost-redux/selectors/entities/users';

import {navigate} from '@/app/navigation';
import {Icon} from '@/components/Icon';
import {Menu} from '@/components/Menu';
import {menuEntries} from '@/plugins/menu';
import {useParts} from '@/plugins/Slot';
import {useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';
import {offersIntegrations} from '@/views/integrations/offered';

export function TeamMenu({teamId}: {teamId: string}) {
    const dispatch = useAppDispatch();
    const team = useAppSelector((state) => state.entities.teams.teams[teamId]);
    const mayManage = useAppSelector((state) => haveITeamPermission(state, teamId, 'manage_team'));
    const admin = useAppSelector(isCurrentUserSystemAdmin);
    const integrations = useAppSelector((state) => offersIntegrations(state, teamId));
    const emoji = useAppSelector((state) => state.entities.general.config.EnableCustomEmoji === 'true');
    const userId = useAppSelector((state) => state.entities.users.currentUserId);
    const parts = useParts('MainMenu');
    const leave = async () => {
        const result: Result = await dispatch(removeUserFromTeam(teamId, userId));
        if (result.error) {
            dispatch(say(result.error.message ?? 'You could not leave the team.', 'bad'));
        } else {
            navigate('/');
        }
    };
    return (
        <Menu
            label="Team menu"
            entries={[
                {label: 'Invite people', icon: 'user-plus', run: () => dispatch(openModal({kind: 'invite'}))},
                {label: 'Members', icon: 'users', run: () => dispatch(openModal({kind: 'team-members'}))},
                mayManage && {label: 'Team settings', icon: 'sliders', run: () => dispatch(openModal({kind: 'team-settings'}))},
                integrations && {label: 'Integrations', icon: 'plug', run: () => navigate(`/${team?.name ?? ''}/integrations`)},
                emoji && {label: 'Custom emoji', icon: 'smile', run: () => navigate(`/${team?.name ?? ''}/emoji`)},
                'line',
                {label: 'Create a team', icon: 'plus', run: () => navigate('/create_team')},
                {label: 'Join another team', icon: 'compass', run: () => navigate('/select_team')},
                admin && {label: 'System console', icon: 'shield', run: () => navigate('/admin_console')},
                ...menuEntries(parts, {where: 'the team menu'}),
                'line',
                {
                    label: 'Leave team',
                    icon: 'logout',
                    danger: true,
                    run: () =>
                        dispatch(
                            openModal({
                                kind: 'confirm',
                                title: `Leave ${team?.display_name ?? 'this team'}?`,
                                text: 'You leave all its channels. To come back you may need an invitation.',
                                action: 'Leave team',
                                danger: true,
                                run: leave,
                            }),
                        ),
                },
            ]}
        >
            <button type="button" className="team-menu">
                <span className="team-menu__name">{team?.display_name ?? ''}</span>
                <Icon name="chevron" size={14} />
            </button>
        </Menu>
    );
}
