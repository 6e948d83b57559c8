/* Who one is: picture, names, position, address. */
import {getMe, setDefaultProfileImage, uploadProfileImage} from 'mattermost-redux/actions/users';
import {useRef, useState} from 'react';

import {Avatar} from '@/components/Avatar';
import {Button} from '@/components/Button';
import {TextField} from '@/components/Field';
import {Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import type {Result} from '@/store/types';
import {usernameProblem} from '@/views/login/names';

import {useSaving} from './useSaving';

export function ProfilePart() {
    const dispatch = useAppDispatch();
    const me = useAppSelector((state) => state.entities.users.profiles[state.entities.users.currentUserId]);
    const {busy, error, save} = useSaving();
    const [first, setFirst] = useState(me?.first_name ?? '');
    const [last, setLast] = useState(me?.last_name ?? '');
    const [nickname, setNickname] = useState(me?.nickname ?? '');
    const [username, setUsername] = useState(me?.username ?? '');
    const [position, setPosition] = useState(me?.position ?? '');
    const [email, setEmail] = useState(me?.email ?? '');
    const [password, setPassword] = useState('');
    const [pictureError, setPictureError] = useState('');
    const picker = useRef<HTMLInputElement>(null);
    if (!me) {
        return null;
    }
    const done = (result: Result) => {
        setPictureError(result.error?.message ?? '');
        void dispatch(getMe());
    };
    const mailChanged = email !== me.email;
    const change = {first_name: first, last_name: last, nickname, username, position, ...(mailChanged ? {email, password} : {})};
    const problem = username === me.username ? undefined : usernameProblem(username);
    return (
        <form
            noValidate
            onSubmit={(event) => {
                event.preventDefault();
                if (!problem) {
                    void save(change);
                }
            }}
        >
            <h3>Profile</h3>
            {(error || pictureError) && <Notice tone="bad">{error || pictureError}</Notice>}
            <div className="picture-row">
                <Avatar userId={me.id} size={72} />
                <div>
                    <input
                        ref={picker}
                        type="file"
                        accept="image/png,image/jpeg,image/gif"
                        hidden
                        onChange={(event) => {
                            const file = event.target.files?.[0];
                            if (file) {
                                void dispatch(uploadProfileImage(me.id, file)).then(done);
                            }
                        }}
                    />
                    <div className="row-actions">
                        <Button icon="image" onClick={() => picker.current?.click()}>
                            Change picture
                        </Button>
                        <Button tone="quiet" onClick={() => void dispatch(setDefaultProfileImage(me.id)).then(done)}>
                            Remove
                        </Button>
                    </div>
                    <p className="field__hint">PNG, JPEG or GIF. Square pictures look best.</p>
                </div>
            </div>
            <div className="pair">
                <TextField label="First name" autoComplete="given-name" maxLength={64} value={first} onChange={(event) => setFirst(event.target.value)} />
                <TextField label="Last name" autoComplete="family-name" maxLength={64} value={last} onChange={(event) => setLast(event.target.value)} />
            </div>
            <div className="pair">
                <TextField label="Username" maxLength={22} value={username} error={problem} onChange={(event) => setUsername(event.target.value.toLowerCase())} />
                <TextField label="Nickname" maxLength={64} value={nickname} onChange={(event) => setNickname(event.target.value)} />
            </div>
            <TextField label="Position" placeholder="What you do" maxLength={128} value={position} onChange={(event) => setPosition(event.target.value)} />
            <TextField label="Email" type="email" value={email} onChange={(event) => setEmail(event.target.value.trim())} />
            {mailChanged && <TextField label="Current password" type="password" autoComplete="current-password" hint="Needed to change your email address." value={password} onChange={(event) => setPassword(event.target.value)} />}
            <div className="settings__actions">
                <Button type="submit" tone="primary" busy={busy}>
                    Save profile
                </Button>
            </div>
        </form>
    );
}
