// Dice: an example of a plugin in JavaScript. `/roll 2d6+1` rolls in the channel, `[[2d6]]` inside a message is rolled
// before it is posted, `/roll` tells how often was rolled.

import random from 'wasi:random/random@0.2.6';

import {commandHook, ephemeral, hook, inChannel, load, registerCommand, restOf, update, verdictHook} from '../../../plugin-api/js/chinwag.js';
import {parse, roll} from './dice.js';

const IN_MESSAGE = /\[\[([^[\]]{1,20})\]\]/g;

// Numbers from 0 to n - 1, each as likely: what is left over at the end of the bytes' range is drawn again.
function below(n) {
    const range = 0x100000000;
    for (;;) {
        const [a, b, c, d] = random.getRandomBytes(4);
        const drawn = ((a * 256 + b) * 256 + c) * 256 + d;
        if (drawn < range - (range % n)) {
            return drawn % n;
        }
    }
}

function rolled(dice) {
    const {eyes, sum} = roll(dice, below);
    update('rolled', 0, (count) => count + eyes.length);
    return eyes.length === 1 && dice.add === 0 ? `**${sum}**` : `**${sum}** (${eyes.join(', ')})`;
}

export const hookActivate = {
    activate: hook(() => registerCommand('roll', {about: 'Rolls dice', hint: '[2d6+1]'})),
};

export const hookExecuteCommand = {
    executeCommand: commandHook(({command}) => {
        const text = restOf(command);
        if (text === '') {
            return ephemeral(`${load('rolled', 0)} dice were rolled here so far. \`/roll 2d6+1\` rolls two more.`);
        }
        const dice = parse(text);
        if (!dice) {
            return ephemeral(`\`${text}\` are no dice: \`2d6+1\` are two of six sides and one more; at most 100 of 1000 sides.`);
        }
        return inChannel(`🎲 ${text}: ${rolled(dice)}`);
    }),
};

export const hookMessageWillBePosted = {
    messageWillBePosted: verdictHook((post) => {
        const message = post.message.replace(IN_MESSAGE, (whole, text) => {
            const dice = parse(text);
            return dice ? `${text}: ${rolled(dice)}` : whole;
        });
        return message === post.message ? {tag: 'keep'} : {tag: 'replace', val: {message}};
    }),
};
