import { expect } from 'chai';
import type { Store, StoredPage } from '../../src/cache/store.ts';

export interface ContractedStore extends Store {
  size(): Promise<number>;
}

/** How a store is made for a test: over a place of its own, with a clock that the test sets. */
export type OpenStore = (place: string, options: { maxBytes?: number; now?: () => number }) => ContractedStore;

const page = (body: string, others: Partial<StoredPage> = {}): StoredPage => ({ body, checkedAt: 1000, ...others });

/** Text that does not compress below three quarters of its length. */
function noise(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => String.fromCharCode(32 + (byte % 64))).join('');
}

/** What every {@link Store} promises. */
export function describeStore(name: string, open: OpenStore): void {
  describe(`${name}, as a store`, () => {
    let places = 0;
    const newPlace = () => `contract-${Date.now()}-${places++}`;

    it('has nothing at first', async () => {
      const store = open(newPlace(), {});
      expect(await store.get('/api')).to.equal(undefined);
      await store.delete('/api');
      await store.clear();
      expect(await store.size()).to.equal(0);
    });

    it('gives back what it was given, as it was', async () => {
      const store = open(newPlace(), {});
      const whole = page('{"tokens":["é","\\n","𝕏","\u2028"]}', { etag: 'W/"a\\"b"', version: 'v1' });
      await store.set('/api', whole);
      expect(await store.get('/api')).to.deep.equal(whole);
    });

    it('gives back a page without entity tag and version, and an empty one', async () => {
      const store = open(newPlace(), {});
      await store.set('plain', page('{}'));
      await store.set('empty', page(''));
      expect(await store.get('plain')).to.include({ body: '{}', checkedAt: 1000 });
      expect((await store.get('plain'))?.etag).to.equal(undefined);
      expect((await store.get('plain'))?.version).to.equal(undefined);
      expect((await store.get('empty'))?.body).to.equal('');
    });

    it('takes any string as a key, and tells each from the others', async () => {
      const store = open(newPlace(), {});
      const keys = [
        '',
        '.',
        '../..',
        '/',
        'a',
        'A',
        'a ',
        'a\u0000',
        'é',
        'e\u0301',
        'x'.repeat(10_000),
        'http://a:1 /b?c',
      ];
      for (const key of keys) await store.set(key, page(`page of ${key}`));
      for (const key of keys) expect((await store.get(key))?.body).to.equal(`page of ${key}`);
    });

    it('keeps the page written last', async () => {
      const store = open(newPlace(), {});
      await store.set('/api', page('one', { etag: '"1"' }));
      await store.set('/api', page('two'));
      const kept = await store.get('/api');
      expect(kept?.body).to.equal('two');
      expect(kept?.etag).to.equal(undefined);
    });

    it('keeps one of the pages written at once, whole', async () => {
      const store = open(newPlace(), {});
      const bodies = Array.from({ length: 20 }, () => noise(5_000));
      await Promise.all(bodies.map((body, index) => store.set('/api', page(body, { etag: String(index) }))));
      const kept = await store.get('/api');
      expect(kept?.body).to.equal(bodies[Number(kept?.etag)]);
    });

    it('forgets one page, or all', async () => {
      const store = open(newPlace(), {});
      for (const key of ['a', 'b', 'c']) await store.set(key, page(key));
      await store.delete('b');
      expect(await store.get('b')).to.equal(undefined);
      expect((await store.get('c'))?.body).to.equal('c');
      await store.clear();
      expect(await store.get('a')).to.equal(undefined);
      expect(await store.size()).to.equal(0);
      await store.set('a', page('again'));
      expect((await store.get('a'))?.body).to.equal('again');
    });

    it('drops what was not used for the longest time when it is full', async () => {
      let time = Date.now();
      const maxBytes = 200_000;
      const store = open(newPlace(), { maxBytes, now: () => time });
      for (let index = 0; index < 60; index += 1) {
        time += 120_000;
        await store.set(String(index), page(noise(10_000)));
        expect((await store.get('0'))?.body, 'the page in use').to.have.length(10_000);
        expect(await store.size()).to.be.at.most(maxBytes);
      }
      expect(await store.size()).to.be.above(maxBytes / 2);
      expect(await store.get('1')).to.equal(undefined);
      expect((await store.get('59'))?.body).to.have.length(10_000);
    });

    it('stays within its size when many write at once', async () => {
      const maxBytes = 100_000;
      const store = open(newPlace(), { maxBytes });
      const keys = Array.from({ length: 50 }, (_, index) => String(index));
      await Promise.all(keys.map((key) => store.set(key, page(noise(10_000)))));
      expect(await store.size()).to.be.within(maxBytes / 2, maxBytes);
    });

    it('does not keep a page larger than all its room, nor what it had of it', async () => {
      const store = open(newPlace(), { maxBytes: 5_000 });
      await store.set('/api', page('small'));
      await store.set('/api', page(noise(20_000)));
      expect(await store.get('/api')).to.equal(undefined);
    });
  });
}

/** What every store promises that outlives its process or tab. */
export function describePersistentStore(name: string, open: OpenStore): void {
  describe(`${name}, shared and reopened`, () => {
    const newPlace = () => `shared-${Date.now()}-${Math.random()}`;

    it('sees what another instance wrote, replaced and forgot', async () => {
      const place = newPlace();
      const [one, other] = [open(place, {}), open(place, {})];
      await one.set('/api', page('one'));
      expect((await other.get('/api'))?.body).to.equal('one');
      await other.set('/api', page('two'));
      expect((await one.get('/api'))?.body).to.equal('two');
      await one.clear();
      expect(await other.get('/api')).to.equal(undefined);
    });

    it('stays within its size, less what others may add between two looks', async () => {
      const place = newPlace();
      const maxBytes = 160_000;
      const stores = [open(place, { maxBytes }), open(place, { maxBytes })];
      await Promise.all(
        stores.map(async (store, name) => {
          for (let index = 0; index < 40; index += 1) await store.set(`${name}/${index}`, page(noise(5_000)));
        }),
      );
      expect(await open(place, {}).size()).to.be.at.most(maxBytes * (1 + 2 / 16));
    });

    it('drops old pages that an earlier instance left, at the first write', async () => {
      const place = newPlace();
      const earlier = open(place, {});
      for (let index = 0; index < 20; index += 1) await earlier.set(String(index), page(noise(10_000)));
      const store = open(place, { maxBytes: 50_000 });
      await store.set('new', page('{}'));
      expect(await store.size()).to.be.at.most(50_000);
      expect((await store.get('new'))?.body).to.equal('{}');
    });
  });
}
