/* The system console: a list of pages on the left, one page on the right. For system administrators. */
import {isCurrentUserSystemAdmin} from 'mattermost-redux/selectors/entities/users';
import {useEffect, useState} from 'react';
import type {ReactNode} from 'react';
import {NavLink, Redirect, Route, Switch, useHistory, useLocation} from 'react-router-dom';

import {IconButton} from '@/components/Button';
import {Icon} from '@/components/Icon';
import type {IconName} from '@/components/Icon';
import {Empty} from '@/components/states';
import {useAppSelector} from '@/store';
import {Mark} from '@/views/shell/Mark';

import {LogPage} from './LogPage';
import {SettingsPage} from './SettingsPage';
import {SETTINGS_PAGES} from './settings';
import {StatisticsPage} from './StatisticsPage';
import {TeamsPage} from './TeamsPage';
import {UsersPage} from './UsersPage';

import '@/styles/admin.css';

interface Page {
    path: string;
    label: string;
    icon: IconName;
    view: ReactNode;
}

const REPORTS: Page[] = [
    {path: 'statistics', label: 'Statistics', icon: 'chart', view: <StatisticsPage />},
    {path: 'users', label: 'Users', icon: 'users', view: <UsersPage />},
    {path: 'teams', label: 'Teams', icon: 'compass', view: <TeamsPage />},
    {path: 'logs', label: 'Server log', icon: 'log', view: <LogPage />},
];

const SETTINGS: Page[] = SETTINGS_PAGES.map((page) => ({
    path: `settings/${page.id}`,
    label: page.title,
    icon: page.icon,
    view: <SettingsPage key={page.id} page={page} />,
}));

function Links({title, pages, term}: {title: string; pages: Page[]; term: string}) {
    const shown = pages.filter((page) => page.label.toLowerCase().includes(term.toLowerCase()));
    if (shown.length === 0) {
        return null;
    }
    return (
        <section aria-label={title}>
            <p className="admin-nav__title">{title}</p>
            <ul>
                {shown.map((page) => (
                    <li key={page.path}>
                        <NavLink to={`/admin_console/${page.path}`} className="admin-nav__link" activeClassName="admin-nav__link--active">
                            <Icon name={page.icon} size={17} />
                            {page.label}
                        </NavLink>
                    </li>
                ))}
            </ul>
        </section>
    );
}

export function AdminConsole() {
    const admin = useAppSelector(isCurrentUserSystemAdmin);
    const version = useAppSelector((state) => state.entities.general.config.Version);
    const history = useHistory();
    const {pathname} = useLocation();
    const [term, setTerm] = useState('');
    const [open, setOpen] = useState(false);
    useEffect(() => {
        setOpen(false);
        document.title = 'System console';
        document.querySelector('.admin-main')?.scrollTo(0, 0);
    }, [pathname]);
    if (!admin) {
        return (
            <div className="boot">
                <Empty icon="shield" title="Only for administrators">
                    Your account may not open the system console.
                </Empty>
            </div>
        );
    }
    return (
        <div className={`admin ${open ? 'admin--open' : ''}`}>
            <nav className="admin-nav" aria-label="System console">
                <div className="admin-nav__head">
                    <Mark size={26} />
                    <strong>System console</strong>
                    <IconButton icon="close" label="Back to chat" onClick={() => history.push('/')} />
                </div>
                <input className="input" type="search" placeholder="Find a page" aria-label="Find a page" value={term} onChange={(event) => setTerm(event.target.value)} />
                <div className="admin-nav__scroll">
                    <Links title="Overview" pages={REPORTS} term={term} />
                    <Links title="Settings" pages={SETTINGS} term={term} />
                </div>
                <p className="admin-nav__foot">Version {version ?? '–'}</p>
            </nav>
            <main className="admin-main" id="main" tabIndex={-1}>
                <div className="admin-main__bar only-narrow">
                    <IconButton icon="menu" label="Pages" aria-expanded={open} onClick={() => setOpen(!open)} />
                    <strong>System console</strong>
                    <IconButton icon="close" label="Back to chat" onClick={() => history.push('/')} />
                </div>
                <Switch>
                    {[...REPORTS, ...SETTINGS].map((page) => (
                        <Route key={page.path} path={`/admin_console/${page.path}`}>
                            {page.view}
                        </Route>
                    ))}
                    <Route>
                        <Redirect to="/admin_console/statistics" />
                    </Route>
                </Switch>
            </main>
        </div>
    );
}
