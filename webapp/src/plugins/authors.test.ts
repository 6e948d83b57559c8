/* The types that authors build against name exactly what the page hands out. The checks are made by the compiler. */
import {expect, test} from 'vitest';

import type {Registry} from '@chinwag/plugin-web';

import type {PluginRegistry} from './registry';
import {registryMethods} from './registry';

type Missing = Exclude<keyof PluginRegistry, keyof Registry>;
type Invented = Exclude<keyof Registry, keyof PluginRegistry>;

test('the types for authors name every method of the registry and no other', () => {
    const missing: [Missing] extends [never] ? true : Missing = true;
    const invented: [Invented] extends [never] ? true : Invented = true;
    expect([missing, invented]).toEqual([true, true]);
    const method: keyof Registry = 'registerReducer';
    expect(registryMethods()).toContain(method);
});
