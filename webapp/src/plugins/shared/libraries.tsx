/*
 * The libraries and parts of this page that bundles take from `window` instead of bringing their own.
 * This file and what it imports is loaded when the first plugin is: a page without plugins never sees it.
 */
import isPropValid from '@emotion/is-prop-valid';
import * as Luxon from 'luxon';
import PropTypes from 'prop-types';
import React from 'react';
import * as ReactBootstrap from 'react-bootstrap';
import ReactDOM from 'react-dom';
import * as ReactDOMClient from 'react-dom/client';
import * as ReactIntl from 'react-intl';
import * as JsxRuntime from 'react/jsx-runtime';
import * as ReactRedux from 'react-redux';
import * as ReactRouterDom from 'react-router-dom';
import * as Redux from 'redux';
import regeneratorRuntime from 'regenerator-runtime';
import * as StyledComponents from 'styled-components';
import {useMemo, useSyncExternalStore} from 'react';
import type {ReactNode} from 'react';

import {store, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import type {OpenDialogRequest} from '@mattermost/types/integrations';

import {setFrame} from '../frame';
import {offerTheme} from '../theme';
import {stringsFor, translationsVersion, watchTranslations} from '../translations';

import {sharedComponents} from './components';
import {formatText, messageHtmlToComponent} from './postText';
import {productApi} from './product';
import {webappParts} from './webapp';

import '@mattermost/compass-icons/css/compass-icons.css';
import 'font-awesome/css/font-awesome.css';
import '@/styles/plugins.css';

/** Bundles ask for the default of a module by this mark; without it they would get the whole namespace. */
function asModule(names: object, main?: unknown): object {
    return {...names, ...(main === undefined ? {} : {default: main}), __esModule: true};
}

/** `styled-components` 6 hands every attribute on; bundles were written for 5, which kept unknown ones from the page. */
function forwards(name: string, target: unknown): boolean {
    return typeof target === 'string' ? isPropValid(name) : true;
}

function quiet(problem: {code?: string}): void {
    // A plugin without strings for a language falls back to its default message; that is no error.
    if (problem.code !== 'MISSING_TRANSLATION' && problem.code !== 'MISSING_DATA') {
        console.warn('A plugin’s translation is wrong.', problem);
    }
}

/** What a plugin's components expect around them: the language with their strings, and the older behaviour of styles. */
function SharedFrame({children}: {children: ReactNode}) {
    const locale = useAppSelector((state) => state.entities.users.profiles[state.entities.users.currentUserId]?.locale || state.entities.general.config.DefaultClientLocale || 'en');
    const version = useSyncExternalStore(watchTranslations, translationsVersion);
    const messages = useMemo(() => (version >= 0 ? stringsFor(locale) : {}), [locale, version]);
    return (
        <ReactIntl.IntlProvider locale={locale} defaultLocale="en" messages={messages} onError={quiet}>
            <StyledComponents.StyleSheetManager shouldForwardProp={forwards}>{children}</StyledComponents.StyleSheetManager>
        </ReactIntl.IntlProvider>
    );
}

/** The two modules that Mattermost 11 lends by name. */
const LENT: Record<string, () => object> = {
    '@mattermost/shared/components/emoji': () => ({RenderEmoji: sharedComponents.RenderEmoji}),
    '@mattermost/shared/utils/user_agent': () => {
        const agent = navigator.userAgent;
        const is = (pattern: RegExp) => () => pattern.test(agent);
        const mobile = is(/Mobi|Android|iPhone|iPad/);
        return {isMobile: mobile, isMac: is(/Macintosh/), isWindows: is(/Windows/), isLinux: is(/Linux/), isFirefox: is(/Firefox/), isChrome: is(/Chrom(e|ium)/), isSafari: () => /Safari/.test(agent) && !/Chrom/.test(agent), isIos: is(/iPhone|iPad/), isAndroid: is(/Android/), isDesktopApp: () => false, isInternetExplorer: () => false, isEdge: is(/Edg\//)};
    },
};

async function loadSharedDependency(name: string): Promise<object> {
    const lend = LENT[name];
    if (!lend) {
        throw new Error(`There is no shared module ${name}. There are: ${Object.keys(LENT).join(', ')}.`);
    }
    return lend();
}

function openInteractiveDialog(request: OpenDialogRequest): void {
    store.dispatch(openModal({kind: 'dialog', request}));
}

let offered = false;

/** Puts them on `window`. The instances are the page's own, so context and state pass between page and plugin. */
export function offerShared(): void {
    if (offered) {
        return;
    }
    offered = true;
    Object.assign(window, {
        React,
        ReactDOM: {...ReactDOM, createRoot: ReactDOMClient.createRoot, hydrateRoot: ReactDOMClient.hydrateRoot},
        ReactJSXRuntime: JsxRuntime,
        Redux: asModule(Redux),
        ReactRedux: asModule(ReactRedux),
        ReactRouterDom: asModule(ReactRouterDom),
        ReactIntl: asModule(ReactIntl),
        ReactBootstrap: asModule(ReactBootstrap),
        PropTypes,
        Luxon: asModule(Luxon),
        StyledComponents: asModule(StyledComponents, StyledComponents.styled),
        regeneratorRuntime,
        PostUtils: {formatText, messageHtmlToComponent},
        Components: sharedComponents,
        WebappUtils: webappParts,
        ProductApi: productApi,
        DesktopApp: {isDesktopApp: () => false},
        loadSharedDependency,
        openInteractiveDialog,
        // This server sells nothing; bundles that ask get something to call.
        openPricingModal: () => undefined,
        useNotifyAdmin: () => ['', () => undefined, () => undefined, false],
        basename: '',
    });
    setFrame(SharedFrame);
    offerTheme();
}
