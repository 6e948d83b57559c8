/* The browser's history, shared so that code outside the component tree can move the page. */
import {createBrowserHistory, createMemoryHistory} from 'history';

// Outside a page (in tests of pure parts) there is no address bar to follow.
export const browserHistory = typeof document === 'undefined' ? createMemoryHistory() : createBrowserHistory();

export function navigate(path: string): void {
    browserHistory.push(path);
}
