/* Short notes at the edge of the page that go away by themselves. */
import type {AppAction, Thunk} from './types';

export interface Toast {
    id: number;
    text: string;
    tone: 'plain' | 'good' | 'bad';
}

export interface ToastsState {
    list: Toast[];
    next: number;
}

const empty: ToastsState = {list: [], next: 1};
const LIFE_MS = 5000;

export function toastsReducer(state: ToastsState = empty, action: AppAction): ToastsState {
    switch (action.type) {
        case 'TOAST_ADD': {
            const toast = {id: state.next, text: action['text'] as string, tone: action['tone'] as Toast['tone']};
            return {list: [...state.list.slice(-3), toast], next: state.next + 1};
        }
        case 'TOAST_DROP':
            return {...state, list: state.list.filter((toast) => toast.id !== action['id'])};
        default:
            return state;
    }
}

export const dropToast = (id: number) => ({type: 'TOAST_DROP', id});

export function say(text: string, tone: Toast['tone'] = 'plain'): Thunk {
    return (dispatch, getState) => {
        const id = getState().views.toasts.next;
        dispatch({type: 'TOAST_ADD', text, tone} as {type: string});
        setTimeout(() => dispatch(dropToast(id)), tone === 'bad' ? LIFE_MS * 2 : LIFE_MS);
    };
}
