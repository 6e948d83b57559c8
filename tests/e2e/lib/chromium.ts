/* The browser that is there already, and how it starts: nothing is downloaded, and it speaks to nobody but the server. */
import type {PlaywrightTestOptions, PlaywrightWorkerOptions} from '@playwright/test';

const QUIET = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const browser: Partial<PlaywrightTestOptions & PlaywrightWorkerOptions> = {
    browserName: 'chromium',
    viewport: {width: 1440, height: 900},
    locale: 'en-US',
    timezoneId: 'UTC',
    launchOptions: {
        executablePath: process.env['CHINWAG_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
        // Chromium refuses its sandbox to the system's administrator, who is who runs tests in a container.
        args: process.getuid?.() === 0 ? [...QUIET, '--no-sandbox'] : QUIET,
    },
};
