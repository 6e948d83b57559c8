// The web part of Welcome: greetings stand in a card.
(function () {
    const {createElement} = window.React;

    function Greeting({post}) {
        const text = window.PostUtils.messageHtmlToComponent(window.PostUtils.formatText(post.message));
        return createElement(
            'div',
            {className: 'welcome-card', style: {border: '1px solid rgba(var(--center-channel-color-rgb), 0.16)', borderRadius: '8px', padding: '12px 16px', display: 'flex', gap: '12px'}},
            createElement('span', {'aria-hidden': true, style: {fontSize: '24px'}}, '👋'),
            createElement('div', null, text),
        );
    }

    window.registerPlugin('welcome', {
        initialize(registry) {
            registry.registerPostTypeComponent('custom_welcome', Greeting);
        },
        uninitialize() {},
    });
}());
