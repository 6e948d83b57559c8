/* Bringing people into the team: by link, by mail, or those who already have an account. */
import type {UserProfile} from '@mattermost/types/users';
import {addUsersToTeamGracefully, getTeam, regenerateTeamInviteId, sendEmailInvitesToTeamGracefully} from 'mattermost-redux/actions/teams';
import {getProfilesNotInTeam, searchProfiles} from 'mattermost-redux/actions/users';
import {haveITeamPermission} from 'mattermost-redux/selectors/entities/roles';
import {useEffect, useMemo, useState} from 'react';

import {Button} from '@/components/Button';
import {TextArea} from '@/components/Field';
import {Modal} from '@/components/Modal';
import {Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';

import type {ModalProps} from './Modals';
import {PeoplePicker} from './PeoplePicker';

const NOBODY = new Set<string>();

function LinkPart({teamId}: {teamId: string}) {
    const dispatch = useAppDispatch();
    const team = useAppSelector((state) => state.entities.teams.teams[teamId]);
    const mayRenew = useAppSelector((state) => haveITeamPermission(state, teamId, 'manage_team'));
    useEffect(() => void dispatch(getTeam(teamId)), [dispatch, teamId]);
    if (!team?.invite_id) {
        return <Notice tone="plain">Your role does not let you see the invitation link. An administrator can share it.</Notice>;
    }
    const link = `${window.location.origin}/signup_user_complete/?id=${team.invite_id}`;
    return (
        <div className="invite-link">
            <p>Whoever has this link can create an account and join {team.display_name}.</p>
            <div className="invite-link__row">
                <input className="input" readOnly value={link} aria-label="Invitation link" onFocus={(event) => event.target.select()} />
                <Button tone="primary" icon="copy" onClick={() => void navigator.clipboard.writeText(link).then(() => dispatch(say('Link copied', 'good')))}>
                    Copy
                </Button>
            </div>
            {mayRenew && (
                <button
                    type="button"
                    className="link-button"
                    onClick={() => void dispatch(regenerateTeamInviteId(teamId)).then((result: Result) => dispatch(say(result.error?.message ?? 'The old link no longer works.', result.error ? 'bad' : 'good')))}
                >
                    Make a new link and end the old one
                </button>
            )}
        </div>
    );
}

function MailPart({teamId}: {teamId: string}) {
    const dispatch = useAppDispatch();
    const mailOn = useAppSelector((state) => state.entities.general.config.SendEmailNotifications === 'true' || state.entities.general.config.EnableEmailInvitations === 'true');
    const [text, setText] = useState('');
    const [notes, setNotes] = useState<string[]>([]);
    const [busy, setBusy] = useState(false);
    const send = async () => {
        const emails = [...new Set(text.split(/[\s,;]+/).filter((one) => one.includes('@')))];
        if (emails.length === 0) {
            setNotes(['Enter at least one email address.']);
            return;
        }
        setBusy(true);
        const result: Result<Array<{email: string; error?: {message: string}}>> = await dispatch(sendEmailInvitesToTeamGracefully(teamId, emails));
        setBusy(false);
        const failed = (result.data ?? []).filter((one) => one.error).map((one) => `${one.email}: ${one.error?.message ?? 'not sent'}`);
        if (result.error) {
            setNotes([result.error.message ?? 'The invitations were not sent.']);
        } else if (failed.length > 0) {
            setNotes(failed);
        } else {
            setText('');
            setNotes([]);
            dispatch(say('Invitations sent', 'good'));
        }
    };
    return (
        <div>
            {!mailOn && <Notice tone="plain">This server is not set up to send mail. Use the link instead.</Notice>}
            {notes.length > 0 && <Notice tone="bad">{notes.join(' ')}</Notice>}
            <TextArea label="Email addresses" hint="Separated by spaces, commas or lines." value={text} onChange={(event) => setText(event.target.value)} />
            <Button icon="mail" busy={busy} onClick={() => void send()}>
                Send invitations
            </Button>
        </div>
    );
}

function PeoplePart({teamId, close}: {teamId: string; close: () => void}) {
    const dispatch = useAppDispatch();
    const outside = useAppSelector((state) => state.entities.users.profilesNotInTeam[teamId] ?? NOBODY);
    const profiles = useAppSelector((state) => state.entities.users.profiles);
    const [chosen, setChosen] = useState<UserProfile[]>([]);
    const [busy, setBusy] = useState(false);
    useEffect(() => void dispatch(getProfilesNotInTeam(teamId, false, 0, 100)), [dispatch, teamId]);
    const people = useMemo(() => [...outside].map((id) => profiles[id]).filter((user): user is UserProfile => user !== undefined && user.delete_at === 0), [outside, profiles]);
    const add = async () => {
        setBusy(true);
        const result: Result = await dispatch(addUsersToTeamGracefully(teamId, chosen.map((user) => user.id)));
        setBusy(false);
        if (result.error) {
            dispatch(say(result.error.message ?? 'They could not be added.', 'bad'));
        } else {
            dispatch(say('Added to the team', 'good'));
            close();
        }
    };
    return (
        <div>
            <PeoplePicker label="People to add to the team" candidates={people} chosen={chosen} onChange={setChosen} onTerm={(term) => term && void dispatch(searchProfiles(term, {not_in_team_id: teamId}))} empty="Everyone with an account is already in this team." />
            <Button tone="primary" busy={busy} disabled={busy || chosen.length === 0} onClick={() => void add()}>
                Add to team
            </Button>
        </div>
    );
}

const PARTS = [
    ['link', 'Link'],
    ['people', 'People here'],
    ['mail', 'Email'],
] as const;

export function Invite({close}: ModalProps<'invite'>) {
    const team = useAppSelector((state) => state.entities.teams.teams[state.entities.teams.currentTeamId]);
    const [part, setPart] = useState<(typeof PARTS)[number][0]>('link');
    if (!team) {
        return null;
    }
    return (
        <Modal title={`Invite people to ${team.display_name}`} onClose={close}>
            <div className="tabs" role="group" aria-label="How to invite">
                {PARTS.map(([key, label]) => (
                    <button key={key} type="button" className="tab" aria-pressed={part === key} onClick={() => setPart(key)}>
                        {label}
                    </button>
                ))}
            </div>
            {part === 'link' && <LinkPart teamId={team.id} />}
            {part === 'people' && <PeoplePart teamId={team.id} close={close} />}
            {part === 'mail' && <MailPart teamId={team.id} />}
        </Modal>
    );
}
