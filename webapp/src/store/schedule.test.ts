import {describe, expect, test} from 'vitest';

import {fromLocalInput, suggestions, toLocalInput} from './schedule';

const on = (day: number, hour = 15) => new Date(2027, 2, day, hour, 20).getTime();

describe('sending later', () => {
    test('offers the next mornings of work, and no day twice', () => {
        // 1 March 2027 is a Monday.
        expect(suggestions(on(1)).map((one) => one.label)).toEqual(['Tomorrow', 'Next Monday']);
        expect(suggestions(on(3)).map((one) => one.label)).toEqual(['Tomorrow', 'Monday']);
        expect(suggestions(on(5)).map((one) => one.label)).toEqual(['Monday']);
        expect(suggestions(on(6)).map((one) => one.label)).toEqual(['Monday']);
        expect(suggestions(on(7)).map((one) => one.label)).toEqual(['Tomorrow']);
    });

    test('a suggestion is nine in the morning of that day, always in the future', () => {
        for (let day = 1; day <= 7; day++) {
            for (const {at} of suggestions(on(day))) {
                expect(at).toBeGreaterThan(on(day));
                expect([new Date(at).getHours(), new Date(at).getMinutes()]).toEqual([9, 0]);
            }
        }
        expect(new Date(suggestions(on(5))[0]?.at ?? 0).getDate()).toBe(8);
    });

    test('a moment survives the field for date and time, and nonsense is no moment', () => {
        const at = new Date(2027, 0, 5, 8, 7).getTime();
        expect(toLocalInput(at)).toBe('2027-01-05T08:07');
        expect(fromLocalInput(toLocalInput(at))).toBe(at);
        expect(fromLocalInput('')).toBe(0);
    });
});
