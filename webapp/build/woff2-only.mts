/* Icon fonts name five forms of each file; browsers that run this page take the first, so the others are left out of the build. */
import type {Plugin} from 'vite';

const FONT_FACE = /@font-face\s*\{[^}]*\}/g;
const WOFF2 = /url\((['"]?)[^'")]+\.woff2[^'")]*\1\)\s*format\((['"])woff2\2\)/;
const SOURCES = /\s*src:[^;]*;/g;

export function woff2Only(): Plugin {
    return {
        name: 'woff2-only',
        enforce: 'pre',
        transform(code, id) {
            if (!/node_modules.*\.css$/.test(id) || !code.includes('.eot')) {
                return undefined;
            }
            return code.replace(FONT_FACE, (face) => {
                const [source] = WOFF2.exec(face) ?? [];
                return source ? face.replace(SOURCES, '').replace('{', `{ src: ${source};`) : face;
            });
        },
    };
}
