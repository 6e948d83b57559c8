// The web part of To do: a panel on the right, opened from the channel header, the app bar or the main menu.
(function () {
    const {createElement, useCallback, useEffect, useState} = window.React;
    const ID = 'todo';
    const listeners = new Set();

    function address(path) {
        return `${window.basename || ''}/plugins/${ID}${path}`;
    }

    async function ask(method, path, body) {
        const answer = await fetch(address(path), {
            method,
            headers: {
                'Content-Type': 'application/json',
                'X-CSRF-Token': (document.cookie.match(/MMCSRF=([^;]+)/) || [])[1] || '',
                'X-Requested-With': 'XMLHttpRequest',
            },
            body: body && JSON.stringify(body),
        });
        const read = await answer.json();
        if (!answer.ok) {
            throw new Error(read.message);
        }
        return read;
    }

    function Row({item, change}) {
        return createElement(
            'li',
            {style: {display: 'flex', gap: '8px', alignItems: 'center', padding: '4px 0'}},
            createElement('input', {
                type: 'checkbox',
                id: `todo-${item.id}`,
                checked: item.done,
                onChange: () => change('POST', `/items/${item.id}/toggle`),
            }),
            createElement(
                'label',
                {htmlFor: `todo-${item.id}`, style: {flex: 1, margin: 0, fontWeight: 'normal', textDecoration: item.done ? 'line-through' : 'none'}},
                item.text,
            ),
            createElement(
                'button',
                {type: 'button', className: 'btn btn-link btn-sm', 'aria-label': `Take away: ${item.text}`, onClick: () => change('DELETE', `/items/${item.id}`)},
                '×',
            ),
        );
    }

    function Panel() {
        const [items, setItems] = useState(null);
        const [text, setText] = useState('');
        const [error, setError] = useState('');
        const change = useCallback(async (method, path, body) => {
            try {
                setItems(await ask(method, path, body));
                setError('');
                return true;
            } catch (problem) {
                setError(problem.message);
                return false;
            }
        }, []);
        useEffect(() => {
            change('GET', '/items');
            listeners.add(setItems);
            return () => listeners.delete(setItems);
        }, [change]);
        const submit = async (event) => {
            event.preventDefault();
            if (text.trim() && await change('POST', '/items', {text})) {
                setText('');
            }
        };
        return createElement(
            'div',
            {style: {padding: '16px'}},
            createElement(
                'form',
                {onSubmit: submit, style: {display: 'flex', gap: '8px', marginBottom: '12px'}},
                createElement('input', {
                    className: 'form-control',
                    value: text,
                    maxLength: 500,
                    placeholder: 'What is to be done?',
                    'aria-label': 'What is to be done?',
                    onChange: (event) => setText(event.target.value),
                }),
                createElement('button', {type: 'submit', className: 'btn btn-primary'}, 'Add'),
            ),
            error && createElement('p', {role: 'alert', style: {color: 'var(--error-text)'}}, error),
            items && items.length === 0 && createElement('p', null, 'Nothing to do.'),
            createElement(
                'ul',
                {style: {listStyle: 'none', padding: 0}},
                (items || []).map((item) => createElement(Row, {key: item.id, item, change})),
            ),
        );
    }

    function Icon() {
        return createElement('span', {'aria-hidden': true, style: {fontSize: '16px'}}, '☑');
    }

    window.registerPlugin(ID, {
        initialize(registry, store) {
            const panel = registry.registerRightHandSidebarComponent(Panel, 'To do');
            const toggle = () => store.dispatch(panel.toggleRHSPlugin);
            registry.registerChannelHeaderButtonAction(createElement(Icon), toggle, 'To do', 'Your list of things to do');
            registry.registerMainMenuAction('To do', toggle, createElement(Icon));
            registry.registerWebSocketEventHandler(`custom_${ID}_changed`, (message) => {
                listeners.forEach((listener) => listener(message.data.items));
            });
        },
        uninitialize() {
            listeners.clear();
        },
    });
}());
