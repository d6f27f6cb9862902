import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { NEURON_DEFAULTS, readTraits } from '../src/neuron-traits.ts';
import { MODULE_NAME, MODULE_VERSION } from '../src/version.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));

describe('NeuronModel traits', () => {
  it('have the names and defaults of the Python class', () => {
    const traits: Record<string, { default: unknown }> = read('traits.json');
    assert.deepEqual(
      { ...NEURON_DEFAULTS },
      Object.fromEntries(Object.entries(traits).map(([k, v]) => [k, v.default])),
    );
  });

  it('carry the name and version of the package', () => {
    const { name, version } = read('package.json');
    assert.deepEqual([MODULE_NAME, MODULE_VERSION], [name, version]);
  });

  it('are read with a page and without', () => {
    const page = { path: '/api/m/all/1/2', body: '{}', etag: null };
    const state = { ...NEURON_DEFAULTS, model: 'm', layer: 1, neuron: 2, _api: 'http://127.0.0.1:1' };
    const reference = { model: 'm', layer: 1, neuron: 2 };
    assert.deepEqual(readTraits(state), { reference, api: state._api, page: undefined });
    assert.deepEqual(readTraits({ ...state, _page: page }), { reference, api: state._api, page });
  });

  it('are refused when they are not those of a neuron', () => {
    for (const wrong of [{ layer: '1' }, { neuron: 0.5 }, { model: null }, { _page: null }]) {
      assert.throws(() => readTraits({ ...NEURON_DEFAULTS, ...wrong }), { name: 'ValiError' });
    }
  });
});
