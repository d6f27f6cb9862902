import assert from 'node:assert/strict';
import { openDataset } from '@deepdecipher/client/node';
import { temporaryFolder } from '../../client/test/helpers/dataset-file.ts';
import { importInto, MODEL } from './support/importing.ts';
import { writeBelow } from './support/neuroscope-page.ts';
import { type Running, startServer } from './support/running.ts';

const STORE = {
  activating: { ' The': ['3_436', '0_1'], the: ['0_2', '0_1'], 'a,b': ['1_1'], '12:30': ['1_2'], '%': ['1_3'] },
  important: { the: ['5_9'], ' said': ['3_436', '0_2'], '\n': ['0_3'] },
};

describe('the search of tokens', () => {
  const folder = temporaryFolder();
  let server: Running;

  before(async () => {
    writeBelow(folder.path('.'), 'neuron_store.json', JSON.stringify(STORE));
    await importInto(folder.path('tokens.db'), 'neuron-store', folder.path('neuron_store.json'));
    server = await startServer({ datasets: [openDataset(folder.path('tokens.db'))] });
  });
  after(async () => {
    await server?.close();
    folder.remove();
  });

  const ask = (query: string) => server.ask(`/api/${MODEL}/neuron2graph-search${query}`);
  const search = async (query: string): Promise<string[]> => {
    const { status, text } = await ask(`?query=${encodeURIComponent(query)}`);
    assert.equal(status, 200, text);
    return JSON.parse(text).data.map(({ layer, neuron }: { layer: number; neuron: number }) => `${layer}_${neuron}`);
  };

  for (const [query, ...expected] of [
    ['activating:the', '0_1', '0_2', '3_436'],
    ['important:the', '5_9'],
    ['any:the', '0_1', '0_2', '3_436', '5_9'],
    ['any: THE ', '0_1', '0_2', '3_436', '5_9'],
    ['activating:the,important:said', '0_2', '3_436'],
    ['any:the,any:said,activating:nothing'],
    ['any:nothing'],
    ['activating:12:30', '1_2'],
    ['activating:12%3A30', '1_2'],
    ['activating:a%2Cb', '1_1'],
    ['activating:%25', '1_3'],
  ] as const) {
    it(`finds ${expected.join(', ') || 'nothing'} for ${query}`, async () => {
      assert.deepEqual(await search(query), expected);
    });
  }

  for (const query of [
    '',
    '?query=',
    '?query=the',
    '?query=some:the',
    '?query=any:',
    '?query=any:a,',
    '?query=any:%25zz',
    '?query=any:a&query=any:b',
  ]) {
    it(`says how to ask when asked ${JSON.stringify(query)}`, async () => {
      const { status, text } = await ask(query);
      assert.equal(status, 400);
      assert.match(text, /\?query=KIND:TOKEN/);
    });
  }

  it('is a service of the model, for the model as a whole', async () => {
    const { models } = JSON.parse((await server.ask('/api')).text);
    assert(models[0].available_services.includes('neuron2graph-search'));
    assert.equal((await server.ask(`/api/${MODEL}/neuron2graph-search/0?query=any:the`)).status, 404);
    const all = JSON.parse((await server.ask(`/api/${MODEL}/all`)).text);
    assert.match(all['neuron2graph-search'].error, /\?query=/);
  });

  it('is lacking where a model has no index', async () => {
    const other = await startServer();
    try {
      assert.equal((await other.ask('/api/tiny/neuron2graph-search?query=any:the')).status, 404);
    } finally {
      await other.close();
    }
  });
});
