/* Events about people, their presence, their preferences and roles; teams. */
import type {PreferenceType} from '@mattermost/types/preferences';
import type {Role} from '@mattermost/types/roles';
import type {Team, TeamMembership} from '@mattermost/types/teams';
import type {UserProfile} from '@mattermost/types/users';
import {
    EmojiTypes,
    GeneralTypes,
    PreferenceTypes,
    RoleTypes,
    TeamTypes,
    UserTypes,
} from 'mattermost-redux/action_types';
import {getMyTeamMembers, getTeam} from 'mattermost-redux/actions/teams';
import {loadRolesIfNeeded} from 'mattermost-redux/actions/roles';
import {getMe, getMissingProfilesByIds, getUser} from 'mattermost-redux/actions/users';

import type {Frame} from '@/client/frame';
import {nested, text} from '@/client/frame';
import type {Thunk} from '@/store/types';

export function statusChange(frame: Frame): Thunk {
    return (dispatch) => {
        const userId = text(frame.data['user_id']);
        dispatch({type: UserTypes.RECEIVED_STATUSES, data: {[userId]: text(frame.data['status'])}} as {type: string});
    };
}

export function userUpdated(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const user = nested<UserProfile>(frame.data['user']);
        if (!user?.id) {
            return;
        }
        if (user.id === getState().entities.users.currentUserId) {
            // The event is cleaned for other readers, so one's own profile is asked for again.
            void dispatch(getMe());
        } else {
            dispatch({type: UserTypes.RECEIVED_PROFILE, data: user} as {type: string});
        }
    };
}

export function newUser(frame: Frame): Thunk {
    return (dispatch) => void dispatch(getMissingProfilesByIds([text(frame.data['user_id'])]));
}

export function roleOfUser(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const userId = text(frame.data['user_id']);
        if (userId === getState().entities.users.currentUserId) {
            void dispatch(getMe());
            void dispatch(loadRolesIfNeeded(text(frame.data['roles']).split(' ')));
        } else {
            void dispatch(getUser(userId));
        }
    };
}

export function roleUpdated(frame: Frame): Thunk {
    return (dispatch) => {
        const role = nested<Role>(frame.data['role']);
        if (role) {
            dispatch({type: RoleTypes.RECEIVED_ROLE, data: role} as {type: string});
        }
    };
}

export function preferencesChanged(frame: Frame): Thunk {
    return (dispatch) => {
        const several = nested<PreferenceType[]>(frame.data['preferences']);
        const single = nested<PreferenceType>(frame.data['preference']);
        const data = several ?? (single ? [single] : []);
        dispatch({type: PreferenceTypes.RECEIVED_PREFERENCES, data} as {type: string});
    };
}

export function preferencesDeleted(frame: Frame): Thunk {
    return (dispatch) => {
        const data = nested<PreferenceType[]>(frame.data['preferences']) ?? [];
        dispatch({type: PreferenceTypes.DELETED_PREFERENCES, data} as {type: string});
    };
}

export function addedToTeam(frame: Frame): Thunk {
    return (dispatch, getState) => {
        if (text(frame.data['user_id']) === getState().entities.users.currentUserId) {
            void dispatch(getTeam(text(frame.data['team_id'])));
            void dispatch(getMyTeamMembers());
        }
    };
}

export function leftTeam(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const userId = text(frame.data['user_id']);
        const teamId = text(frame.data['team_id']);
        const {teams, users} = getState().entities;
        const team = teams.teams[teamId];
        if (userId === users.currentUserId && team) {
            dispatch({type: TeamTypes.LEAVE_TEAM, data: team} as {type: string});
        } else {
            dispatch({
                type: TeamTypes.REMOVE_MEMBER_FROM_TEAM,
                data: {team_id: teamId, user_id: userId},
            } as {type: string});
        }
    };
}

export function teamUpdated(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const team = nested<Team>(frame.data['team']);
        if (team && team.delete_at > 0) {
            dispatch({type: TeamTypes.RECEIVED_TEAM_DELETED, data: {id: team.id}} as {type: string});
        } else if (team) {
            // What everybody is told holds no invitation. Who was shown one keeps it and asks for the present one.
            const shown = team.invite_id ? '' : getState().entities.teams.teams[team.id]?.invite_id ?? '';
            dispatch({type: TeamTypes.UPDATED_TEAM, data: {...team, invite_id: team.invite_id || shown}} as {type: string});
            if (shown) {
                void dispatch(getTeam(team.id));
            }
        }
    };
}

export function memberRoleUpdated(frame: Frame): Thunk {
    return (dispatch) => {
        const member = nested<TeamMembership>(frame.data['member']);
        if (member) {
            dispatch({type: TeamTypes.RECEIVED_MY_TEAM_MEMBER, data: member} as {type: string});
            void dispatch(loadRolesIfNeeded(member.roles.split(' ')));
        }
    };
}

export function configChanged(frame: Frame): Thunk {
    return (dispatch) => {
        if (typeof frame.data['config'] === 'object' && frame.data['config']) {
            dispatch({type: GeneralTypes.CLIENT_CONFIG_RECEIVED, data: frame.data['config']} as {type: string});
        }
    };
}

export function emojiAdded(frame: Frame): Thunk {
    return (dispatch) => {
        const emoji = nested(frame.data['emoji']);
        if (emoji) {
            dispatch({type: EmojiTypes.RECEIVED_CUSTOM_EMOJI, data: emoji} as {type: string});
        }
    };
}
