/* What other programs may do in a team: web hooks, commands, bots. */
import {isCurrentUserSystemAdmin} from 'mattermost-redux/selectors/entities/users';
import type {ReactNode} from 'react';
import {shallowEqual} from 'react-redux';
import {Link, NavLink, Redirect, useParams} from 'react-router-dom';

import {IconButton} from '@/components/Button';
import type {IconName} from '@/components/Icon';
import {Icon} from '@/components/Icon';
import {Empty, Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {setDrawer} from '@/store/views';

import {Bots} from './Bots';
import {Commands} from './Commands';
import {IncomingHooks} from './IncomingHooks';
import {isOn, kindsFor} from './offered';
import type {Kind} from './offered';
import {OutgoingHooks} from './OutgoingHooks';

import '@/styles/admin.css';
import '@/styles/integrations.css';

const VIEWS: Record<Kind, {label: string; icon: IconName; view: (teamId: string) => ReactNode}> = {
    incoming_webhooks: {label: 'Incoming web hooks', icon: 'download', view: (id) => <IncomingHooks teamId={id} />},
    outgoing_webhooks: {label: 'Outgoing web hooks', icon: 'forward', view: (id) => <OutgoingHooks teamId={id} />},
    commands: {label: 'Slash commands', icon: 'code', view: (id) => <Commands teamId={id} />},
    bots: {label: 'Bots', icon: 'bot', view: () => <Bots />},
};

function SwitchedOff({label}: {label: string}) {
    const admin = useAppSelector(isCurrentUserSystemAdmin);
    return (
        <div className="integrations">
            <Notice tone="plain">
                {label} are switched off on this server.{' '}
                {admin && <Link to="/admin_console/settings/integrations">Switch them on in the system console</Link>}
            </Notice>
        </div>
    );
}

export function IntegrationsView({teamName, teamId}: {teamName: string; teamId: string}) {
    const dispatch = useAppDispatch();
    const {kind} = useParams<{kind?: string}>();
    const shown = useAppSelector((state) => kindsFor(state, teamId), shallowEqual);
    const on = useAppSelector((state) => isOn(state, kind as Kind));
    const part = shown.includes(kind as Kind) ? VIEWS[kind as Kind] : undefined;
    if (!part && shown[0]) {
        return <Redirect to={`/${teamName}/integrations/${shown[0]}`} />;
    }
    return (
        <main className="threads page" id="main" aria-label="Integrations">
            <header className="channel-header">
                <IconButton icon="menu" label="Open navigation" className="only-narrow" onClick={() => dispatch(setDrawer(true))} />
                <div className="channel-header__names">
                    <h1 className="channel-header__plain">Integrations</h1>
                </div>
            </header>
            {part && (
                <nav className="tabs tabs--scroll" aria-label="Kinds of integrations">
                    {shown.map((one) => (
                        <NavLink key={one} to={`/${teamName}/integrations/${one}`} className="tab" activeClassName="tab--active">
                            <Icon name={VIEWS[one].icon} size={15} /> {VIEWS[one].label}
                        </NavLink>
                    ))}
                </nav>
            )}
            <div className="page__scroll">
                {!part ? (
                    <Empty icon="plug" title="Not for your account">
                        You may not manage integrations in this team. An administrator can allow it.
                    </Empty>
                ) : !on ? (
                    <SwitchedOff label={part.label} />
                ) : (
                    part.view(teamId)
                )}
            </div>
        </main>
    );
}
