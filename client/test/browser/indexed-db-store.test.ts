import { expect } from 'chai';
import { deleteDB, openDB } from 'idb';
import { indexedDbStore, recreatePages } from '../../src/cache/indexed-db-store.ts';
import type { Store } from '../../src/cache/store.ts';
import { describePersistentStore, describeStore } from '../helpers/store-contract.ts';

const page = { body: '{"a":1}', etag: '"1"', version: 'v1', checkedAt: 5 };

async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It did not reject.');
}

describe('indexedDbStore', () => {
  describeStore('a database', indexedDbStore);
  describePersistentStore('a database', indexedDbStore);

  let name: string;
  beforeEach(() => {
    name = `pages-${Math.random()}`;
  });

  it('is still there when the page is loaded again', async () => {
    await indexedDbStore(name).set('/api', page);
    expect(await indexedDbStore(name).get('/api')).to.deep.equal(page);
  });

  it('is shared with workers', async () => {
    await indexedDbStore(name).set('/api', page);
    const source = `indexedDB.open(${JSON.stringify(name)}).onsuccess = ({ target: { result } }) => {
      const store = result.transaction('pages', 'readwrite').objectStore('pages');
      store.clear().onsuccess = () => postMessage('cleared');
    };`;
    const address = URL.createObjectURL(new Blob([source]));
    const worker = new Worker(address);
    await new Promise((resolve, reject) => {
      worker.onmessage = resolve;
      worker.onerror = reject;
    });
    worker.terminate();
    URL.revokeObjectURL(address);
    expect(await indexedDbStore(name).get('/api')).to.equal(undefined);
  });

  it('drops what an older format left', async () => {
    const older = await openDB(name, 1, {
      upgrade(database) {
        database.createObjectStore('pages').put({ text: 'old' }, '/api');
        database.createObjectStore('others');
      },
    });
    older.close();
    const newer = await openDB(name, 2, { upgrade: recreatePages });
    expect([...newer.objectStoreNames]).to.deep.equal(['pages']);
    expect(await newer.count('pages')).to.equal(0);
    newer.close();
  });

  it('gives way to a newer format, and from then on rejects', async () => {
    const store = indexedDbStore(name);
    await store.set('/api', page);
    const newer = await openDB(name, 2, { upgrade: recreatePages });
    const error = await rejectionOf(store.get('/api'));
    expect(error).to.have.property('name', 'VersionError');
    newer.close();
  });

  it('goes on, empty, when the user has all of it deleted', async () => {
    const store = indexedDbStore(name);
    await store.set('/api', page);
    await deleteDB(name);
    expect(await store.get('/api')).to.equal(undefined);
    await store.set('/api', page);
    expect(await store.get('/api')).to.deep.equal(page);
  });

  for (const [what, change] of [
    ['with a damaged body', { body: new Uint8Array([31, 139, 8, 0, 0]) }],
    ['with a body that is no bytes', { body: '{}' }],
    ['without the time of its check', { checkedAt: undefined }],
    ['with an entity tag that is none', { etag: 7 }],
  ] as const) {
    it(`takes a page ${what} as absent, and removes it`, async () => {
      const store = indexedDbStore(name);
      await store.set('/api', page);
      const database = await openDB(name);
      await database.put('pages', { ...(await database.get('pages', '/api')), ...change }, '/api');
      expect(await store.get('/api')).to.equal(undefined);
      expect(await database.count('pages')).to.equal(0);
      database.close();
    });
  }

  it('takes a page that was changed in one byte as absent', async () => {
    const store = indexedDbStore(name);
    await store.set('/api', { ...page, body: '{"tokens":["one","two","three"]}' });
    const database = await openDB(name);
    const record = await database.get('pages', '/api');
    record.body[20] ^= 1;
    await database.put('pages', record, '/api');
    database.close();
    expect(await store.get('/api')).to.equal(undefined);
  });

  it('writes nothing for pages that are read again and again, but notes a use after a minute', async () => {
    let time = 1_000_000;
    const store = indexedDbStore(name, { now: () => time });
    await store.set('/api', page);
    const database = await openDB(name);
    const usedAt = async () => (await database.get('pages', '/api')).usedAt;
    time += 59_000;
    await store.get('/api');
    expect(await usedAt()).to.equal(1_000_000);
    time += 2_000;
    await store.get('/api');
    expect(await usedAt()).to.equal(time);
    database.close();
  });

  describe('where IndexedDB is forbidden', () => {
    const original = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB');
    afterEach(() => {
      if (original) Object.defineProperty(globalThis, 'indexedDB', original);
    });

    const calls = (store: Store) => [store.get('a'), store.set('a', page), store.delete('a'), store.clear()];

    it('rejects where the browser has none', async () => {
      Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true });
      const outcomes = await Promise.allSettled(calls(indexedDbStore(name)));
      expect(outcomes.map(({ status }) => status)).to.deep.equal(Array(4).fill('rejected'));
    });

    it('rejects with the reason of the browser, in a frame without an origin', async () => {
      const frame = document.createElement('iframe');
      frame.setAttribute('sandbox', 'allow-scripts');
      const module = new URL('../../src/cache/indexed-db-store.ts', import.meta.url).href;
      frame.srcdoc = `<script type="module">
        const report = (word) => parent.postMessage(word, '*');
        try {
          const { indexedDbStore } = await import(${JSON.stringify(module)});
          await indexedDbStore('pages').get('a').then(() => report('answered'), (error) => report(error.name));
        } catch (error) {
          report(String(error));
        }
      </script>`;
      const said = new Promise((resolve) =>
        window.addEventListener('message', ({ data }) => resolve(data), { once: true }),
      );
      document.body.append(frame);
      expect(await said).to.equal('SecurityError');
      frame.remove();
    });

    it('works again once it is allowed', async () => {
      const store = indexedDbStore(name);
      Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true });
      await rejectionOf(store.get('a'));
      if (original) Object.defineProperty(globalThis, 'indexedDB', original);
      await store.set('a', page);
      expect(await store.get('a')).to.deep.equal(page);
    });
  });
});
