/* The browser's history, shared so that code outside the component tree can move the page. */
import {createBrowserHistory} from 'history';

export const browserHistory = createBrowserHistory();

export function navigate(path: string): void {
    browserHistory.push(path);
}
