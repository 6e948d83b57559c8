/* Who may do what: the permissions an administrator gives out, and the roles that carry them. */

export type Scope = 'system' | 'team' | 'channel';
export type Group = 'guests' | 'members' | 'channelAdmins' | 'teamAdmins';

export interface Permission {
    id: string;
    label: string;
    scope: Scope;
}

export interface PermissionPart {
    title: string;
    permissions: Permission[];
}

const one = (scope: Scope) => (id: string, label: string): Permission => ({id, label, scope});
const system = one('system');
const team = one('team');
const channel = one('channel');

export const PERMISSIONS: PermissionPart[] = [
    {
        title: 'Messages',
        permissions: [
            channel('create_post', 'Write messages'),
            channel('upload_file', 'Attach files'),
            channel('edit_post', 'Edit own messages'),
            channel('delete_post', 'Delete own messages'),
            channel('edit_others_posts', 'Edit messages of others'),
            channel('delete_others_posts', 'Delete messages of others'),
            channel('add_reaction', 'Add reactions'),
            channel('remove_reaction', 'Take back own reactions'),
            channel('remove_others_reactions', 'Remove reactions of others'),
            channel('use_channel_mentions', 'Call everyone with @all, @channel, @here'),
            channel('use_group_mentions', 'Call groups'),
            channel('get_public_link', 'Make public links to files'),
        ],
    },
    {
        title: 'Public channels',
        permissions: [
            team('create_public_channel', 'Create'),
            team('join_public_channels', 'Join'),
            team('list_team_channels', 'See the list'),
            channel('manage_public_channel_members', 'Add and remove members'),
            channel('manage_public_channel_properties', 'Change name, header, purpose'),
            channel('convert_public_channel_to_private', 'Make private'),
            channel('delete_public_channel', 'Archive'),
            channel('add_bookmark_public_channel', 'Add bookmarks'),
            channel('edit_bookmark_public_channel', 'Edit bookmarks'),
            channel('order_bookmark_public_channel', 'Order bookmarks'),
            channel('delete_bookmark_public_channel', 'Delete bookmarks'),
        ],
    },
    {
        title: 'Private channels',
        permissions: [
            team('create_private_channel', 'Create'),
            channel('manage_private_channel_members', 'Add and remove members'),
            channel('manage_private_channel_properties', 'Change name, header, purpose'),
            channel('convert_private_channel_to_public', 'Make public'),
            channel('delete_private_channel', 'Archive'),
            channel('add_bookmark_private_channel', 'Add bookmarks'),
            channel('edit_bookmark_private_channel', 'Edit bookmarks'),
            channel('order_bookmark_private_channel', 'Order bookmarks'),
            channel('delete_bookmark_private_channel', 'Delete bookmarks'),
        ],
    },
    {
        title: 'Channels and teams',
        permissions: [
            channel('manage_channel_roles', 'Make channel administrators'),
            system('create_direct_channel', 'Write to one person'),
            system('create_group_channel', 'Write to a group'),
            system('create_team', 'Create teams'),
            system('list_public_teams', 'See open teams'),
            system('join_public_teams', 'Join open teams'),
            team('invite_user', 'Invite people'),
            team('invite_guest', 'Invite guests'),
            team('add_user_to_team', 'Add people to the team'),
            team('remove_user_from_team', 'Remove people from the team'),
            team('manage_team', 'Change team settings'),
            team('manage_team_roles', 'Make team administrators'),
        ],
    },
    {
        title: 'Integrations and emoji',
        permissions: [
            team('manage_own_incoming_webhooks', 'Own incoming web hooks'),
            team('manage_others_incoming_webhooks', 'Incoming web hooks of others'),
            team('bypass_incoming_webhook_channel_lock', 'Unlock incoming web hooks'),
            team('manage_own_outgoing_webhooks', 'Own outgoing web hooks'),
            team('manage_others_outgoing_webhooks', 'Outgoing web hooks of others'),
            team('manage_own_slash_commands', 'Own slash commands'),
            team('manage_others_slash_commands', 'Slash commands of others'),
            system('create_bot', 'Create bots'),
            system('manage_bots', 'Manage own bots'),
            system('create_user_access_token', 'Create access tokens'),
            system('revoke_user_access_token', 'Delete own access tokens'),
            system('create_emojis', 'Add custom emoji'),
            system('delete_emojis', 'Delete own custom emoji'),
            system('delete_others_emojis', 'Delete custom emoji of others'),
        ],
    },
];

/** The role that carries a permission of a scope for a group; empty where it makes no sense. */
const CARRIERS: Record<Group, Record<Scope, string>> = {
    guests: {system: 'system_guest', team: 'team_guest', channel: 'channel_guest'},
    members: {system: 'system_user', team: 'team_user', channel: 'channel_user'},
    channelAdmins: {system: '', team: '', channel: 'channel_admin'},
    teamAdmins: {system: '', team: 'team_admin', channel: 'team_admin'},
};

/** The roles a group of people holds: a permission in any of them counts. */
const HOLDS: Record<Group, string[]> = {
    guests: ['system_guest', 'team_guest', 'channel_guest'],
    members: ['system_user', 'team_user', 'channel_user'],
    channelAdmins: ['channel_admin'],
    teamAdmins: ['team_admin'],
};

export const GROUPS: Array<{id: Group; label: string}> = [
    {id: 'guests', label: 'Guests'},
    {id: 'members', label: 'Members'},
    {id: 'channelAdmins', label: 'Channel administrators'},
    {id: 'teamAdmins', label: 'Team administrators'},
];

/** Permissions by role name. */
export type Table = Record<string, string[]>;

const held = (table: Table, role: string, permission: string): boolean => table[role]?.includes(permission) ?? false;

export function has(table: Table, group: Group, permission: Permission): boolean {
    return HOLDS[group].some((role) => held(table, role, permission.id));
}

export type Cell = 'on' | 'off' | 'inherited' | 'none';

/** What a cell of the table shows: administrators have what members have. */
export function cellOf(table: Table, group: Group, permission: Permission): Cell {
    const admins = group === 'channelAdmins' || group === 'teamAdmins';
    if (admins && has(table, 'members', permission)) {
        return 'inherited';
    }
    if (!CARRIERS[group][permission.scope]) {
        return 'none';
    }
    return has(table, group, permission) ? 'on' : 'off';
}

/** The table with a permission given to, or taken from, a group. */
export function toggled(table: Table, group: Group, permission: Permission): Table {
    if (has(table, group, permission)) {
        return Object.fromEntries(Object.entries(table).map(([role, list]) => [role, HOLDS[group].includes(role) ? list.filter((id) => id !== permission.id) : list]));
    }
    const role = CARRIERS[group][permission.scope];
    return role ? {...table, [role]: [...(table[role] ?? []), permission.id]} : table;
}

/** The roles whose permissions are not those they were. */
export function changedRoles(before: Table, after: Table): string[] {
    return Object.keys(after).filter((role) => [...(before[role] ?? [])].sort().join() !== [...(after[role] ?? [])].sort().join());
}
