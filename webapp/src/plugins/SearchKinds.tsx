/* Kinds of search that plugins bring: a button for each over the hints, and the plugin's own hints while one is chosen. */
import {act} from './faults';
import {Part, useParts} from './Slot';

export interface SearchKinds {
    /** The id of the chosen plugin part; empty for messages. */
    chosen: string;
    choose: (id: string) => void;
    terms: string;
    change: (terms: string) => void;
}

export function useSearchKinds() {
    return useParts('Search');
}

export function SearchKindButtons({chosen, choose}: SearchKinds) {
    const parts = useSearchKinds();
    if (parts.length === 0) {
        return null;
    }
    return (
        // Pressing must not take the focus from the field, which closes the hints.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
        <div className="search__kinds" role="group" aria-label="What to search" onMouseDown={(event) => event.preventDefault()}>
            <button type="button" className="search__kind" aria-pressed={chosen === ''} onClick={() => choose('')}>
                Messages
            </button>
            {parts.map((part) => (
                <button key={part.id} type="button" className="search__kind" aria-pressed={chosen === part.id} onClick={() => choose(part.id)}>
                    <Part pluginId={part.pluginId} where="the search" component={part['buttonComponent']} shape="silent" fallback={part.pluginId} />
                </button>
            ))}
        </div>
    );
}

export function SearchKindHints({chosen, terms, change}: SearchKinds) {
    const part = useSearchKinds().find((one) => one.id === chosen);
    if (!part) {
        return null;
    }
    const component = terms ? part['suggestionsComponent'] : part['hintsComponent'];
    const run = (text: string) => act(part.pluginId, 'the search', part.action, text);
    return component ? <Part pluginId={part.pluginId} where="the search" component={component} given={{searchTerms: terms, onChangeSearch: (value: string) => change(value), onRunSearch: run}} /> : null;
}

/** Runs a search of the chosen kind; false when it is an ordinary one. */
export function useSearchRun(chosen: string): (terms: string) => boolean {
    const part = useSearchKinds().find((one) => one.id === chosen);
    return (terms) => {
        if (part) {
            act(part.pluginId, 'the search', part.action, terms);
        }
        return part !== undefined;
    };
}
