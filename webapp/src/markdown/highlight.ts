/* Code colours: the languages people paste most, each loaded when it is first needed. */
import type {LanguageFn} from 'highlight.js';
import type {Root} from 'hast';
import {createLowlight} from 'lowlight';

type Load = () => Promise<{default: LanguageFn}>;

const loaders: Record<string, Load> = {
    bash: () => import('highlight.js/lib/languages/bash'),
    c: () => import('highlight.js/lib/languages/c'),
    cpp: () => import('highlight.js/lib/languages/cpp'),
    csharp: () => import('highlight.js/lib/languages/csharp'),
    css: () => import('highlight.js/lib/languages/css'),
    diff: () => import('highlight.js/lib/languages/diff'),
    dockerfile: () => import('highlight.js/lib/languages/dockerfile'),
    elixir: () => import('highlight.js/lib/languages/elixir'),
    go: () => import('highlight.js/lib/languages/go'),
    graphql: () => import('highlight.js/lib/languages/graphql'),
    haskell: () => import('highlight.js/lib/languages/haskell'),
    ini: () => import('highlight.js/lib/languages/ini'),
    java: () => import('highlight.js/lib/languages/java'),
    javascript: () => import('highlight.js/lib/languages/javascript'),
    json: () => import('highlight.js/lib/languages/json'),
    kotlin: () => import('highlight.js/lib/languages/kotlin'),
    lua: () => import('highlight.js/lib/languages/lua'),
    makefile: () => import('highlight.js/lib/languages/makefile'),
    markdown: () => import('highlight.js/lib/languages/markdown'),
    nginx: () => import('highlight.js/lib/languages/nginx'),
    perl: () => import('highlight.js/lib/languages/perl'),
    php: () => import('highlight.js/lib/languages/php'),
    powershell: () => import('highlight.js/lib/languages/powershell'),
    python: () => import('highlight.js/lib/languages/python'),
    r: () => import('highlight.js/lib/languages/r'),
    ruby: () => import('highlight.js/lib/languages/ruby'),
    rust: () => import('highlight.js/lib/languages/rust'),
    scala: () => import('highlight.js/lib/languages/scala'),
    sql: () => import('highlight.js/lib/languages/sql'),
    swift: () => import('highlight.js/lib/languages/swift'),
    typescript: () => import('highlight.js/lib/languages/typescript'),
    xml: () => import('highlight.js/lib/languages/xml'),
    yaml: () => import('highlight.js/lib/languages/yaml'),
};

const aliases: Record<string, string> = {
    'c++': 'cpp',
    'c#': 'csharp',
    cs: 'csharp',
    docker: 'dockerfile',
    golang: 'go',
    hs: 'haskell',
    html: 'xml',
    js: 'javascript',
    jsx: 'javascript',
    kt: 'kotlin',
    make: 'makefile',
    md: 'markdown',
    patch: 'diff',
    ps1: 'powershell',
    py: 'python',
    rb: 'ruby',
    rs: 'rust',
    sh: 'bash',
    shell: 'bash',
    svg: 'xml',
    toml: 'ini',
    ts: 'typescript',
    tsx: 'typescript',
    yml: 'yaml',
    zsh: 'bash',
};

const lowlight = createLowlight();

export async function highlight(code: string, language: string): Promise<Root | null> {
    const wanted = language.toLowerCase();
    const name = aliases[wanted] ?? wanted;
    const load = loaders[name];
    if (!load) {
        return null;
    }
    if (!lowlight.registered(name)) {
        lowlight.register(name, (await load()).default);
    }
    return lowlight.highlight(name, code);
}
