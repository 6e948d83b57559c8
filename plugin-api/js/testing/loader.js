// Node's way to modules: interfaces of the server (`chinwag:…`, `wasi:…`) come from the fake one.

const ours = (name) => name.startsWith('chinwag:') || name.startsWith('wasi:');

/** Where a module is. */
export async function resolve(specifier, context, next) {
    return ours(specifier) ? {url: specifier, shortCircuit: true} : next(specifier, context);
}

/** What is in it. */
export async function load(url, context, next) {
    if (!ours(url)) {
        return next(url, context);
    }
    const name = JSON.stringify(url.split('@')[0]);
    return {format: 'module', shortCircuit: true, source: `export default globalThis.chinwagInterface(${name});`};
}
