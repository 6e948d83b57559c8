/* Pictures of every main view, for a person to look at: `npm run pictures`. They land in out/pictures. */
import {defineConfig} from '@playwright/test';

import {browser} from './lib/chromium.ts';

export default defineConfig({
    testDir: './pictures',
    outputDir: './out/results',
    fullyParallel: true,
    workers: 2,
    timeout: 900_000,
    reporter: [['list']],
    use: {...browser, actionTimeout: 15_000},
});
