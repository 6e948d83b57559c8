/* The system console: a list of pages on the left, one page on the right. For system administrators. */
import {isCurrentUserSystemAdmin} from 'mattermost-redux/selectors/entities/users';
import {useEffect, useMemo, useState} from 'react';
import type {ReactNode} from 'react';
import {Link, NavLink, Redirect, Route, Switch, useHistory, useLocation} from 'react-router-dom';

import {IconButton} from '@/components/Button';
import {Icon} from '@/components/Icon';
import type {IconName} from '@/components/Icon';
import {Empty} from '@/components/states';
import {useAppSelector} from '@/store';
import {Mark} from '@/views/shell/Mark';

import {AuditPage} from './AuditPage';
import {ChannelsPage} from './ChannelsPage';
import {LogPage} from './LogPage';
import {MaintenancePage} from './MaintenancePage';
import {PermissionsPage} from './PermissionsPage';
import {extraPages} from './plugins/definition';
import {ExtraPageView} from './plugins/ExtraPageView';
import {PluginPage} from './plugins/PluginPage';
import {PluginsPage} from './plugins/PluginsPage';
import {SettingsPage} from './SettingsPage';
import {findSettings, SETTINGS_PAGES} from './settings';
import {StatisticsPage} from './StatisticsPage';
import {TeamsPage} from './TeamsPage';
import {UsersPage} from './UsersPage';

import '@/styles/admin.css';
import '@/styles/adminPlugins.css';

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
    {path: 'channels', label: 'Channels', icon: 'hash', view: <ChannelsPage />},
    {path: 'permissions', label: 'Permissions', icon: 'shield', view: <PermissionsPage />},
    {path: 'audit', label: 'Audit records', icon: 'eye', view: <AuditPage />},
    {path: 'logs', label: 'Server log', icon: 'log', view: <LogPage />},
    {path: 'maintenance', label: 'Maintenance', icon: 'refresh', view: <MaintenancePage />},
];

const SETTINGS: Page[] = SETTINGS_PAGES.map((page) => ({
    path: `settings/${page.id}`,
    label: page.title,
    icon: page.icon,
    view: <SettingsPage key={page.id} page={page} />,
}));

const PLUGINS: Page[] = [{path: 'plugins', label: 'Plugins', icon: 'plug', view: <PluginsPage />}];

/** Pages that plugins brought. */
function useExtraPages(): Page[] {
    const rewrites = useAppSelector((state) => state.plugins.adminConsoleReducers);
    return useMemo(
        () => extraPages(rewrites).map((page): Page => ({path: page.path, label: page.title, icon: 'plug', view: <ExtraPageView key={page.path} page={page} />})),
        [rewrites],
    );
}

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

const MOST_FOUND = 30;

/** Single settings that match, below the pages. */
function FoundSettings({term}: {term: string}) {
    const found = term.trim().length < 2 ? [] : findSettings(term);
    const pages = [...REPORTS, ...SETTINGS].some((page) => page.label.toLowerCase().includes(term.toLowerCase()));
    if (found.length === 0) {
        return term.trim() && !pages ? <p className="admin-nav__none">Nothing is called that.</p> : null;
    }
    return (
        <section aria-label="Found settings">
            <p className="admin-nav__title">Single settings</p>
            <ul>
                {found.slice(0, MOST_FOUND).map(({page, setting}) => (
                    <li key={`${setting.section}.${setting.key}`}>
                        <Link to={`/admin_console/settings/${page.id}?setting=${setting.section}.${setting.key}`} className="admin-nav__link admin-nav__link--setting">
                            <span>{setting.label}</span>
                            <small>{page.title}</small>
                        </Link>
                    </li>
                ))}
            </ul>
        </section>
    );
}

export function AdminConsole() {
    const admin = useAppSelector(isCurrentUserSystemAdmin);
    const extra = useExtraPages();
    const version = useAppSelector((state) => state.entities.general.config.Version);
    const history = useHistory();
    const {pathname, search} = useLocation();
    const [term, setTerm] = useState('');
    const [open, setOpen] = useState(false);
    useEffect(() => {
        setOpen(false);
        document.title = 'System console';
        document.querySelector('.admin-main')?.scrollTo(0, 0);
    }, [pathname, search]);
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
                <input className="input" type="search" placeholder="Find a page or setting" aria-label="Find a page or setting" value={term} onChange={(event) => setTerm(event.target.value)} />
                <div className="admin-nav__scroll">
                    <Links title="Overview" pages={REPORTS} term={term} />
                    <Links title="Plugins" pages={[...PLUGINS, ...extra]} term={term} />
                    <Links title="Settings" pages={SETTINGS} term={term} />
                    <FoundSettings term={term} />
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
                    <Route path="/admin_console/plugins/plugin_:pluginId">
                        <PluginPage />
                    </Route>
                    {[...extra, ...REPORTS, ...PLUGINS, ...SETTINGS].map((page) => (
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
