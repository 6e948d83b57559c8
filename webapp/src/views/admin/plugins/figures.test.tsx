// @vitest-environment jsdom
import {Client4} from 'mattermost-redux/client';
import {afterEach, expect, test, vi} from 'vitest';

import {show} from '@/plugins/test/page';
import {settle} from '@/plugins/test/render';

import {Figures} from './Figures';

const answers = (figures: object) => vi.spyOn(Client4 as unknown as {doFetch: () => Promise<unknown>}, 'doFetch').mockResolvedValue(figures);

afterEach(() => vi.restoreAllMocks());

test('figures stand by hook, the busiest first, and the last faults with what is known of them', async () => {
    const hook = (name: string, calls: number, faults = 0) => ({hook: name, calls, faults, p50_us: 800, p99_us: 2500, longest_us: 1_200_000});
    answers({
        calls: 12, faults: 1, memory_bytes: 3_400_000, instances: 2, queue: 0, hooks: [hook('tick', 2), hook('message-will-be-posted', 10, 1)],
        last_faults: [{hook: 'message-will-be-posted', kind: 'trap', message: 'It divided by zero.', backtrace: 'at judge', stderr: null}],
    });
    const shown = show(<Figures id="a" runs />);
    await settle();
    const rows = [...shown.box.querySelectorAll('[aria-label=Hooks] tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent));
    expect(rows).toEqual([
        ['message-will-be-posted', '10', '800 µs', '2.5 ms', '1.2 s', '1'],
        ['tick', '2', '800 µs', '2.5 ms', '1.2 s', '0'],
    ]);
    expect(shown.box.querySelector('[aria-label="Last faults"] summary')?.textContent).toBe('message-will-be-posted It divided by zero.');
    expect(shown.box.querySelector('[aria-label="Last faults"] pre')?.textContent).toBe('at judge');
    expect(shown.text()).toContain('The line begins with the second look');
    shown.close();
});

test('a plugin that has not run has no figures, and one that stopped shows those of its last run', async () => {
    answers({state: 0, calls: 0, faults: 0, memory_bytes: 0, instances: 0, hooks: []});
    const idle = show(<Figures id="a" runs={false} />);
    await settle();
    expect(idle.text()).toContain('it has not run since the server started');
    idle.close();
    answers({calls: 3, hooks: []});
    const stopped = show(<Figures id="b" runs={false} />);
    await settle();
    expect(stopped.text()).toContain('figures of its last run');
    stopped.close();
});
