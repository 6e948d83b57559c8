/* A team's name, description, picture, and who may join. */
import {getTeam, patchTeam, removeTeamIcon, setTeamIcon} from 'mattermost-redux/actions/teams';
import {useRef, useState} from 'react';

import {Button} from '@/components/Button';
import {Switch, TextArea, TextField} from '@/components/Field';
import {Modal} from '@/components/Modal';
import {Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import type {Result} from '@/store/types';

import type {ModalProps} from './Modals';

export function TeamSettings({close}: ModalProps<'team-settings'>) {
    const dispatch = useAppDispatch();
    const team = useAppSelector((state) => state.entities.teams.teams[state.entities.teams.currentTeamId]);
    const [title, setTitle] = useState(team?.display_name ?? '');
    const [description, setDescription] = useState(team?.description ?? '');
    const [domains, setDomains] = useState(team?.allowed_domains ?? '');
    const [open, setOpen] = useState(team?.allow_open_invite ?? false);
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    const picker = useRef<HTMLInputElement>(null);
    if (!team) {
        return null;
    }
    const report = (result: Result) => setError(result.error?.message ?? '');
    const save = async () => {
        setBusy(true);
        const result: Result = await dispatch(patchTeam({id: team.id, display_name: title.trim(), description, allowed_domains: domains, allow_open_invite: open}));
        setBusy(false);
        report(result);
        if (!result.error) {
            close();
        }
    };
    const picture = async (file: File | undefined) => {
        if (file) {
            report(await dispatch(setTeamIcon(team.id, file)));
            void dispatch(getTeam(team.id));
        }
    };
    return (
        <Modal
            title="Team settings"
            onClose={close}
            onSubmit={() => void save()}
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button type="submit" tone="primary" busy={busy}>
                        Save
                    </Button>
                </>
            }
        >
            {error && <Notice tone="bad">{error}</Notice>}
            <TextField label="Team name" maxLength={64} value={title} onChange={(event) => setTitle(event.target.value)} />
            <TextArea label="Description" maxLength={255} value={description} onChange={(event) => setDescription(event.target.value)} />
            <Switch label="Anyone with an account here may join" hint="The team is then listed where people choose a team." checked={open} onChange={setOpen} />
            <TextField label="Allowed email domains" hint="Only people with these addresses may join, such as example.org. Empty means any." value={domains} onChange={(event) => setDomains(event.target.value)} />
            <div className="field">
                <span className="field__label">Team picture</span>
                <div className="row-actions">
                    <input ref={picker} type="file" accept="image/png,image/jpeg,image/gif" hidden onChange={(event) => void picture(event.target.files?.[0])} />
                    <Button icon="image" onClick={() => picker.current?.click()}>
                        Choose picture
                    </Button>
                    {(team.last_team_icon_update ?? 0) > 0 && (
                        <Button tone="quiet" onClick={() => void dispatch(removeTeamIcon(team.id)).then(report)}>
                            Remove
                        </Button>
                    )}
                </div>
            </div>
        </Modal>
    );
}
