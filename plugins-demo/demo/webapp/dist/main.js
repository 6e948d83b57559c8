// The web part of Demo: a panel with what was asked, a setting and a section of its own on the plugin's admin page, an
// entry in the menus, and a live answer to events.
(function () {
    const {createElement, useEffect, useState} = window.React;
    const ID = 'demo';
    const LEFT = {scope: 'col', style: {textAlign: 'left'}};

    async function asked() {
        const answer = await fetch(`${window.basename || ''}/plugins/${ID}/seen`, {headers: {'X-Requested-With': 'XMLHttpRequest'}});
        if (!answer.ok) {
            throw new Error(`The server answered ${answer.status}.`);
        }
        return answer.json();
    }

    function Seen() {
        const [seen, setSeen] = useState(null);
        const [error, setError] = useState('');
        const [round, setRound] = useState(0);
        useEffect(() => {
            let gone = false;
            asked().then(
                (found) => gone || setSeen(found),
                (problem) => gone || setError(problem.message),
            );
            return () => {
                gone = true;
            };
        }, [round]);
        const names = Object.keys(seen || {}).sort();
        return createElement(
            'div',
            {className: 'demo-seen', style: {padding: '16px'}},
            error && createElement('p', {role: 'alert'}, error),
            seen && names.length === 0 && createElement('p', null, 'Nothing was asked yet.'),
            names.length > 0 && createElement(
                'table',
                {style: {width: '100%'}},
                createElement('thead', null, createElement('tr', null, createElement('th', LEFT, 'Hook'), createElement('th', LEFT, 'Asked'))),
                createElement('tbody', null, names.map((name) => createElement('tr', {key: name}, createElement('td', null, name), createElement('td', null, seen[name])))),
            ),
            createElement('button', {type: 'button', className: 'btn btn-secondary', onClick: () => setRound(round + 1)}, 'Look again'),
        );
    }

    // A setting of type `custom`: what is chosen goes back through `onChange` and is saved with the others.
    function Color({id, value, disabled, onChange, setSaveNeeded}) {
        const change = (event) => {
            onChange(id, event.target.value);
            if (setSaveNeeded) {
                setSaveNeeded();
            }
        };
        return createElement('input', {
            type: 'color',
            id,
            'aria-label': 'Colour of the mark',
            value: value || '#1c58d9',
            disabled,
            onChange: change,
        });
    }

    function Mark() {
        return createElement('span', {'aria-hidden': true, style: {fontSize: '16px'}}, '◆');
    }

    // Messages with the type `custom_demo` are drawn by this.
    function Card({post}) {
        return createElement('div', {className: 'demo-card', style: {borderLeft: '4px solid var(--button-bg)', paddingLeft: '12px'}}, post.message);
    }

    window.registerPlugin(ID, {
        initialize(registry, store) {
            const panel = registry.registerRightHandSidebarComponent(Seen, 'Demo');
            const toggle = () => store.dispatch(panel.toggleRHSPlugin);
            registry.registerChannelHeaderButtonAction(createElement(Mark), toggle, 'Demo', 'What the plugin was asked');
            registry.registerMainMenuAction('Demo: what was asked', toggle, createElement(Mark));
            registry.registerPostTypeComponent('custom_demo', Card);
            registry.registerAdminConsoleCustomSetting('color', Color, {showTitle: true});
            registry.registerAdminConsoleCustomSection('seen', Seen);
            registry.registerWebSocketEventHandler(`custom_${ID}_tour`, () => {
                // eslint-disable-next-line no-console
                console.info('demo: a tour passed by');
            });
        },
        uninitialize() {},
    });
}());
