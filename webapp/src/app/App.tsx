/* The routes, and who may see which. */
import {lazy, Suspense, useEffect, useState} from 'react';
import type {ReactNode} from 'react';
import {Redirect, Route, Router, Switch, useLocation} from 'react-router-dom';
import {getMyTeams} from 'mattermost-redux/selectors/entities/teams';

import {boot, enter} from '@/client/boot';
import type {BootOutcome} from '@/client/boot';
import {startDraftSync} from '@/client/draftSync';
import {closeSocket, openSocket} from '@/client/socket';
import {startStatusPoll} from '@/client/statusPoll';
import {Button} from '@/components/Button';
import {keepPlugins} from '@/plugins/life';
import {CustomRoute, GlobalParts, useProducts} from '@/plugins/pages';
import {Failed, Loading} from '@/components/states';
import {keepDrafts, store, useAppDispatch, useAppSelector} from '@/store';
import {Toasts} from '@/views/shell/Toasts';

import {browserHistory} from './navigation';
import {PageGuard} from './PageGuard';

const LoginPage = lazy(() => import('@/views/login/LoginPage').then((module) => ({default: module.LoginPage})));
const SignupPage = lazy(() => import('@/views/login/SignupPage').then((module) => ({default: module.SignupPage})));
const ResetPages = lazy(() => import('@/views/login/ResetPages').then((module) => ({default: module.ResetPages})));
const CreateTeamPage = lazy(() => import('@/views/login/CreateTeamPage').then((module) => ({default: module.CreateTeamPage})));
const SelectTeamPage = lazy(() => import('@/views/login/SelectTeamPage').then((module) => ({default: module.SelectTeamPage})));
const TeamPage = lazy(() => import('@/views/shell/TeamPage').then((module) => ({default: module.TeamPage})));
const ProductPage = lazy(() => import('@/plugins/ProductPage').then((module) => ({default: module.ProductPage})));
const AdminConsole = lazy(() => import('@/views/admin/AdminConsole').then((module) => ({default: module.AdminConsole})));
const Modals = lazy(() => import('@/views/modals/Modals').then((module) => ({default: module.Modals})));

function InsideOnly({children}: {children: ReactNode}) {
    const inside = useAppSelector((state) => state.entities.users.currentUserId !== '');
    const location = useLocation();
    const noAccounts = useAppSelector((state) => state.entities.general.config.NoAccounts === 'true');
    if (!inside) {
        if (noAccounts) {
            return <Redirect to="/signup_user_complete" />;
        }
        const back = location.pathname === '/' ? '' : `?redirect_to=${encodeURIComponent(location.pathname + location.search)}`;
        return <Redirect to={`/login${back}`} />;
    }
    return <>{children}</>;
}

function Home() {
    const teams = useAppSelector(getMyTeams);
    let lastId = '';
    try {
        lastId = window.localStorage.getItem('chinwag.last-team') ?? '';
    } catch {
        // The first team by name it is.
    }
    const team = teams.find((one) => one.id === lastId) ?? [...teams].sort((a, b) => a.display_name.localeCompare(b.display_name))[0];
    return <Redirect to={team ? `/${team.name}` : '/select_team'} />;
}

/** A link that names no team: the post's channel says which. */
function AnyTeamLink() {
    const {pathname} = useLocation();
    const teams = useAppSelector(getMyTeams);
    const [team] = teams;
    return <Redirect to={team ? pathname.replace('/_redirect', `/${team.name}`) : '/select_team'} />;
}

function Session() {
    const userId = useAppSelector((state) => state.entities.users.currentUserId);
    useEffect(() => {
        if (!userId) {
            return undefined;
        }
        openSocket();
        const stopDrafts = keepDrafts(userId);
        const stopSync = startDraftSync();
        const stopPoll = startStatusPoll();
        const stopPlugins = keepPlugins();
        return () => {
            closeSocket();
            stopSync();
            stopDrafts();
            stopPoll();
            stopPlugins();
        };
    }, [userId]);
    return null;
}

function Pages() {
    const products = useProducts();
    return (
        <PageGuard>
            <Suspense fallback={<Loading />}>
                <Switch>
                    <Route path="/login">
                        <LoginPage />
                    </Route>
                    <Route path={['/signup_user_complete', '/signup']}>
                        <SignupPage />
                    </Route>
                    <Route path={['/reset_password_complete', '/reset_password', '/do_verify_email']}>
                        <ResetPages />
                    </Route>
                    <InsideOnly>
                        <Switch>
                            <Route path="/create_team">
                                <CreateTeamPage />
                            </Route>
                            <Route path="/select_team">
                                <SelectTeamPage />
                            </Route>
                            <Route path="/admin_console">
                                <AdminConsole />
                            </Route>
                            <Route path="/_redirect">
                                <AnyTeamLink />
                            </Route>
                            <Route path="/plug/:pluginId/:rest*">
                                <CustomRoute />
                            </Route>
                            {products.map((product) => (
                                <Route key={product.id} path={product.baseURL}>
                                    <ProductPage product={product} />
                                </Route>
                            ))}
                            <Route path="/:team">
                                <TeamPage />
                            </Route>
                            <Route>
                                <Home />
                            </Route>
                        </Switch>
                        <Modals />
                        <GlobalParts />
                    </InsideOnly>
                </Switch>
            </Suspense>
        </PageGuard>
    );
}

export function App() {
    const dispatch = useAppDispatch();
    const [outcome, setOutcome] = useState<BootOutcome | null>(null);
    const [turn, setTurn] = useState(0);
    useEffect(() => {
        void dispatch(boot()).then(setOutcome);
    }, [dispatch, turn]);
    useEffect(() => {
        // Another tab logged in or out: this one follows.
        const follow = () => {
            const inside = store.getState().entities.users.currentUserId !== '';
            const cookie = /(?:^|;\s*)MMUSERID=[^;]+/.test(document.cookie);
            if (!inside && cookie && outcome === 'out' && browserHistory.location.pathname === '/login') {
                void dispatch(enter());
            }
        };
        window.addEventListener('focus', follow);
        return () => window.removeEventListener('focus', follow);
    }, [dispatch, outcome]);
    if (outcome === null) {
        return (
            <div className="boot">
                <Loading label="Starting" />
            </div>
        );
    }
    if (outcome === 'unreachable') {
        return (
            <div className="boot">
                <Failed text="The server does not answer. It may be starting, or your network may be down." />
                <Button
                    icon="refresh"
                    onClick={() => {
                        setOutcome(null);
                        setTurn(turn + 1);
                    }}
                >
                    Try again
                </Button>
            </div>
        );
    }
    return (
        <Router history={browserHistory}>
            <Session />
            <Pages />
            <Toasts />
        </Router>
    );
}
