import assert from 'node:assert/strict';
import { type JsonList, numberList, stringList } from '../../src/importers/json-list.ts';

describe('a list that stands in a page', () => {
  function check<T>(list: JsonList<T> | undefined, expected: readonly T[]): void {
    assert.ok(list);
    assert.equal(list.length, expected.length);
    assert.deepEqual(list.values(), expected);
    assert.deepEqual(
      expected.map((_, index) => list.at(index)),
      expected,
    );
    assert.equal(list.at(expected.length), undefined);
    assert.equal(Buffer.from(list.json).toString(), JSON.stringify(JSON.parse(Buffer.from(list.json).toString())));
  }

  const STRINGS = ['a', '', ', ', '", "', '\\', '\\"', '"],', 'é\u2028', '\n', '\u0000', '🙂', ' x , y '];
  for (const [name, json] of [
    ['with blanks', `[${STRINGS.map((string) => JSON.stringify(string)).join(', ')}]`],
    ['without', JSON.stringify(STRINGS)],
    ['over several lines', JSON.stringify(STRINGS, undefined, 2)],
  ] as const) {
    it(`is read as strings ${name}`, () => check(stringList(Buffer.from(json)), STRINGS));
  }

  const NUMBERS = [0, -0.25, 1e-7, 12345.678, -3];
  for (const json of [
    '[0, -0.25, 1e-07, 12345.678, -3]',
    '[0,-0.25,1E-7,12345.678,-3]',
    '[ 0,\n-0.25, 1e-7, 12345.678, -3 ]',
  ]) {
    it(`is read as the numbers ${JSON.stringify(json)}`, () => {
      const list = numberList(Buffer.from(json));
      assert.ok(list);
      assert.deepEqual(list.values(), NUMBERS);
      assert.deepEqual([list.length, list.at(2), list.at(4), list.at(5)], [5, 1e-7, -3, undefined]);
    });
  }

  it('is empty', () => {
    check(stringList(Buffer.from('[]')), []);
    check(numberList(Buffer.from('[]')), []);
  });

  for (const json of ['', '{}', '[1', '["a" "b"]', '["\\x"]', '["a",]', '[1, 2]', '["a\n"]', 'null', '["a"] ["b"]']) {
    it(`is no list of strings: ${JSON.stringify(json)}`, () => assert.equal(stringList(Buffer.from(json)), undefined));
  }
  for (const json of ['[01]', '[1.]', '[NaN]', '[+1]', '["1"]', '[1 2]', '[null]', '[1,,2]']) {
    it(`is no list of numbers: ${json}`, () => assert.equal(numberList(Buffer.from(json)), undefined));
  }
});
