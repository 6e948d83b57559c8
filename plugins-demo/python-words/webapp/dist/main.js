// The web part of Words: a button in the channel header that tells the words said most.
(function () {
    const {createElement} = window.React;

    async function run(channel, command) {
        const answer = await fetch(`${window.basename || ''}/api/v4/commands/execute`, {
            method: 'POST',
            headers: {
                'Content-Type': 'application/json',
                'X-CSRF-Token': (document.cookie.match(/MMCSRF=([^;]+)/) || [])[1] || '',
                'X-Requested-With': 'XMLHttpRequest',
            },
            body: JSON.stringify({channel_id: channel.id, team_id: channel.team_id, command}),
        });
        if (!answer.ok) {
            throw new Error((await answer.json()).message);
        }
    }

    window.registerPlugin('words', {
        initialize(registry) {
            const icon = createElement('span', {'aria-hidden': true}, 'W');
            registry.registerChannelHeaderButtonAction(icon, (channel) => run(channel, '/words'), 'Words', 'The words said most here');
        },
        uninitialize() {},
    });
}());
