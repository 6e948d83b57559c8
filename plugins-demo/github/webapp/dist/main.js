// The web part of GitHub: a card over links to issues and pull requests, with what the server knows of them.
(function () {
    const {createElement, useEffect, useState} = window.React;
    const LINK = /^https:\/\/github\.com\/([\w.-]+)\/([\w.-]+)\/(?:issues|pull)\/(\d+)/;

    function Card({href}) {
        const [issue, setIssue] = useState(null);
        const match = LINK.exec(href);
        const path = match && `${match[1]}/${match[2]}/${match[3]}`;
        useEffect(() => {
            let gone = false;
            setIssue(null);
            if (path) {
                fetch(`${window.basename || ''}/plugins/github/issues/${path}`, {headers: {'X-Requested-With': 'XMLHttpRequest'}}).
                    then((answer) => (answer.ok ? answer.json() : null)).
                    then((found) => gone || setIssue(found), () => null);
            }
            return () => {
                gone = true;
            };
        }, [path]);
        if (!issue) {
            return null;
        }
        return createElement(
            'div',
            {className: 'github-card', style: {padding: '8px 12px', maxWidth: '320px'}},
            createElement('strong', null, `#${issue.number} ${issue.title}`),
            createElement('div', null, issue.state),
        );
    }

    window.registerPlugin('github', {
        initialize(registry) {
            registry.registerLinkTooltipComponent(Card);
        },
        uninitialize() {},
    });
}());
