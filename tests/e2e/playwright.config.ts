/* How the flows run: two at once, never a second try, one Chromium for each worker. */
import {defineConfig} from '@playwright/test';

import {browser} from './lib/chromium.ts';

export default defineConfig({
    testDir: './flows',
    outputDir: './out/results',
    fullyParallel: true,
    workers: 2,
    // A flow that needs a second try is a bug to mend.
    retries: 0,
    timeout: 90_000,
    expect: {timeout: 15_000},
    reporter: [['list']],
    use: {...browser, actionTimeout: 15_000, navigationTimeout: 30_000, trace: 'off', screenshot: 'only-on-failure'},
});
