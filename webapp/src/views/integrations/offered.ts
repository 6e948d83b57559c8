/* Which kinds of integrations a person may manage, and which are switched on. */
import {haveISystemPermission, haveITeamPermission} from 'mattermost-redux/selectors/entities/roles';
import {isCurrentUserSystemAdmin} from 'mattermost-redux/selectors/entities/users';

import type {AppState} from '@/store/types';

export type Kind = 'incoming_webhooks' | 'outgoing_webhooks' | 'commands' | 'bots';

interface Rule {
    kind: Kind;
    setting?: 'EnableIncomingWebhooks' | 'EnableOutgoingWebhooks' | 'EnableCommands';
    permissions: string[];
}

const RULES: Rule[] = [
    {kind: 'incoming_webhooks', setting: 'EnableIncomingWebhooks', permissions: ['manage_own_incoming_webhooks', 'manage_incoming_webhooks']},
    {kind: 'outgoing_webhooks', setting: 'EnableOutgoingWebhooks', permissions: ['manage_own_outgoing_webhooks', 'manage_outgoing_webhooks']},
    {kind: 'commands', setting: 'EnableCommands', permissions: ['manage_own_slash_commands', 'manage_slash_commands']},
    {kind: 'bots', permissions: ['read_bots', 'manage_bots', 'create_bot']},
];

export function isOn(state: AppState, kind: Kind): boolean {
    const setting = RULES.find((rule) => rule.kind === kind)?.setting;
    return !setting || state.entities.general.config[setting] === 'true';
}

function mayManage(state: AppState, teamId: string, rule: Rule): boolean {
    return rule.permissions.some((permission) => (rule.kind === 'bots' ? haveISystemPermission(state, {permission}) : haveITeamPermission(state, teamId, permission)));
}

/** Those a person may use; administrators also see what is switched off. */
export function kindsFor(state: AppState, teamId: string): Kind[] {
    const admin = isCurrentUserSystemAdmin(state);
    return RULES.filter((rule) => mayManage(state, teamId, rule) && (admin || isOn(state, rule.kind))).map((rule) => rule.kind);
}

export const offersIntegrations = (state: AppState, teamId: string): boolean => kindsFor(state, teamId).length > 0;
