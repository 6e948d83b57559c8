// Dice: reading `2d6+1`, and rolling it with whatever gives random numbers.

const DICE = /^(\d{0,3})d(\d{1,4})([+-]\d{1,4})?$/i;

/** What to roll, or null when the text is no dice. */
export function parse(text) {
    const found = DICE.exec(text.trim());
    if (!found) {
        return null;
    }
    const [count, sides, add] = [Number(found[1] || 1), Number(found[2]), Number(found[3] || 0)];
    return count >= 1 && count <= 100 && sides >= 2 && sides <= 1000 ? {count, sides, add} : null;
}

/** Rolls; `below(n)` gives a whole number from 0 to n - 1. */
export function roll({count, sides, add}, below) {
    const eyes = Array.from({length: count}, () => below(sides) + 1);
    return {eyes, sum: eyes.reduce((sum, one) => sum + one, add)};
}
