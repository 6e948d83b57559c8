// The web part of Dice: a button in the channel header that rolls a die.
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

    window.registerPlugin('dice', {
        initialize(registry) {
            const icon = createElement('span', {'aria-hidden': true}, '🎲');
            registry.registerChannelHeaderButtonAction(icon, (channel) => run(channel, '/roll d6'), 'Dice', 'Roll a die');
        },
        uninitialize() {},
    });
}());
