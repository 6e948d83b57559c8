import {fileURLToPath} from 'node:url';

import react from '@vitejs/plugin-react';
import {defineConfig} from 'vitest/config';

import {emojiData} from './build/emoji-data.mts';
import {woff2Only} from './build/woff2-only.mts';

const server = process.env['CHINWAG_SERVER'] ?? 'http://127.0.0.1:8065';

// The server answers /static/* from the built files and index.html for every page address.
export default defineConfig(({command}) => ({
    base: command === 'build' ? '/static/' : '/',
    plugins: [react(), emojiData(), woff2Only()],
    resolve: {
        alias: [
            {find: '@', replacement: fileURLToPath(new URL('./src', import.meta.url))},
            // The library asks only for the zones of today; the full history would be 700 kB.
            {find: /^moment-timezone$/, replacement: 'moment-timezone/builds/moment-timezone-with-data-10-year-range.js'},
        ],
    },
    build: {
        outDir: 'dist',
        emptyOutDir: true,
        target: 'es2022',
        sourcemap: false,
        chunkSizeWarningLimit: 700,
    },
    server: {
        proxy: {
            // The server compares Origin with Host before it opens a WebSocket, so the Host stays as the browser sent it.
            '/api': {target: server, ws: true},
            '/static/plugins': {target: server, changeOrigin: true},
            '/plugins': {target: server, changeOrigin: true},
            '/hooks': {target: server, changeOrigin: true},
        },
    },
    test: {include: ['src/**/*.test.{ts,tsx}'], environment: 'node'},
}));
