import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FoldRecipe, FoldWay } from '../../../../proxy/contract/fold.ts';
import type { Seq } from '../../../../proxy/contract/ids.ts';
import { applyDelta } from '../../../../proxy/insight/fold/apply-delta.ts';
import { bodyAt, formatBodyPath, parseBodyPath } from '../../../../proxy/insight/fold/body-path.ts';
import { type Step, StateFold } from '../../../../proxy/insight/fold/state-fold.ts';

const RECIPE: FoldRecipe = {
  snapshots: '$.type=snapshot',
  deltas: '',
  snapshotPath: '$',
  deltaPath: '$',
  way: 'json-patch',
  key: 'id',
};

type Said = readonly [kind: Step['kind'], body: unknown];

function fold(said: readonly Said[], way: FoldWay = 'json-patch', every = 256, room = 1e6) {
  const texts = said.map(([, body]) => JSON.stringify(body));
  const bodyOf = ({ seq }: Step): unknown => JSON.parse(texts[seq - 1]!);
  const state = new StateFold({ ...RECIPE, way }, { every, room });
  said.forEach(([kind], place) => {
    const step = { seq: (place + 1) as Seq, at: place, kind };
    state.push(step, bodyOf(step));
  });
  return { state, at: (place: number) => state.stateAt(place, bodyOf) };
}

/** From the start, on a copy each time: what it is to be. */
function foldedPlainly(said: readonly Said[], way: FoldWay, place: number): unknown {
  let state: unknown;
  for (const [kind, body] of said.slice(0, place + 1)) {
    const [own, copy] = [structuredClone(state), structuredClone(body)];
    const applied = kind === 'snapshot' ? { state: copy } : applyDelta(own, copy, way, 'id');
    if (!('error' in applied)) ({ state } = applied);
  }
  return state;
}

describe('a folded state', () => {
  test('is the snapshot with the deltas up to a place', () => {
    const { at } = fold([
      ['snapshot', { price: 1, bids: [] }],
      ['delta', [{ op: 'replace', path: '/price', value: 2 }]],
      [
        'delta',
        [
          { op: 'add', path: '/bids/-', value: 9 },
          { op: 'remove', path: '/price' },
        ],
      ],
    ]);
    expect([0, 1, 2].map(at)).toEqual([{ price: 1, bids: [] }, { price: 2, bids: [] }, { bids: [9] }]);
  });

  test('keeps what it was where a delta does not apply, and says why', () => {
    const { state, at } = fold([
      ['delta', [{ op: 'add', path: '/a', value: 1 }]],
      ['snapshot', { a: 1 }],
      [
        'delta',
        [
          { op: 'replace', path: '/a', value: 2 },
          { op: 'remove', path: '/none' },
        ],
      ],
      ['delta', [{ op: 'move', from: '/a', path: '/x/y' }]],
      ['delta', { op: 'add' }],
      ['delta', [{ op: 'test', path: '/a', value: 1 }]],
    ]);
    expect(at(5)).toEqual({ a: 1 });
    expect(state.errors).toBe(4);
    expect(state.errorPlaces(10)).toEqual([0, 2, 3, 4]);
    expect([0, 2, 4].map((place) => state.step(place)?.error)).toEqual([
      'There is no state yet: no snapshot came before it.',
      expect.stringMatching(/operation 2: remove .none/),
      'It is no list of operations (RFC 6902).',
    ]);
  });

  test('never reaches what objects inherit', () => {
    for (const path of ['/__proto__/bad', '/constructor/prototype/bad', '/constructor/bad', '/toString/bad'])
      expect(applyDelta({}, [{ op: 'add', path, value: 1 }], 'json-patch', 'id')).toHaveProperty('error');
    for (const way of ['merge-patch', 'keyed'] as const)
      applyDelta({}, JSON.parse('{"__proto__":{"bad":1},"a":{"__proto__":{"bad":1}}}'), way, 'id');
    for (const reached of [{}, Object, Object.prototype.toString]) expect(reached).not.toHaveProperty('bad');
  });

  const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'toString');
  const value = fc.oneof(
    fc.integer(),
    fc.constant(null),
    fc.dictionary(key, fc.integer()),
    fc.array(fc.integer()),
  );
  const pointer = fc.array(fc.oneof(key, fc.constantFrom('0', '-', '1')), { minLength: 1, maxLength: 3 });
  const operation = fc.record({
    op: fc.constantFrom('add', 'remove', 'replace', 'test', 'copy', 'move'),
    path: pointer.map((steps) => `/${steps.join('/')}`),
    from: pointer.map((steps) => `/${steps.join('/')}`),
    value,
  });
  const element = fc.record({ id: fc.integer({ min: 0, max: 5 }), n: fc.integer(), deleted: fc.boolean() });
  const bodies: Readonly<Record<FoldWay, fc.Arbitrary<unknown>>> = {
    'json-patch': fc.array(operation, { minLength: 1, maxLength: 3 }),
    'merge-patch': fc.dictionary(key, fc.oneof(value, fc.dictionary(key, value))),
    keyed: fc.oneof(fc.array(element), element, fc.dictionary(key, fc.array(element))),
    replace: value,
  };
  const said = (way: FoldWay): fc.Arbitrary<Said[]> =>
    fc.array(
      fc.oneof(
        { weight: 1, arbitrary: fc.dictionary(key, value).map((body): Said => ['snapshot', body]) },
        { weight: 6, arbitrary: bodies[way].map((body): Said => ['delta', body]) },
      ),
      { maxLength: 40 },
    );

  test.each(['json-patch', 'merge-patch', 'keyed', 'replace'] as const)(
    'by %s is the same from a checkpoint as from the start, however few there are',
    (way) => {
      fc.assert(
        fc.property(
          said(way),
          fc.integer({ min: 1, max: 7 }),
          fc.integer({ min: 1, max: 400 }),
          (all, every, room) => {
            const text = JSON.stringify(all);
            const steps = JSON.parse(text) as Said[];
            const { at } = fold(steps, way, every, room);
            for (let place = 0; place < steps.length; place += 1)
              expect(at(place)).toEqual(foldedPlainly(JSON.parse(text) as Said[], way, place));
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  test('answers anywhere among 100,000 deltas from a checkpoint near it, in bounded memory', () => {
    const state = new StateFold(RECIPE, { every: 256, room: 20_000 });
    let read = 0;
    const bodyOf = ({ seq }: Step): unknown => {
      read += 1;
      return seq === 1 ? { n: 0, list: [] } : [{ op: 'replace', path: '/n', value: seq }];
    };
    for (let seq = 1; seq <= 100_000; seq += 1) {
      const step = { seq: seq as Seq, at: seq, kind: seq === 1 ? ('snapshot' as const) : ('delta' as const) };
      state.push(step, bodyOf(step));
    }
    read = 0;
    expect(state.stateAt(77_776, bodyOf)).toEqual({ n: 77_777, list: [] });
    expect(read).toBeLessThanOrEqual(256);
    expect(state.checkpoints).toBeLessThan(1000);
  });
});

/** As in the appendix of RFC 6902 and in its suite of tests; an error is null. */
const PATCHES: readonly [name: string, before: unknown, patch: unknown, after: unknown][] = [
  [
    'A.1 adding a member',
    { foo: 'bar' },
    [{ op: 'add', path: '/baz', value: 'qux' }],
    { baz: 'qux', foo: 'bar' },
  ],
  [
    'A.2 adding an element',
    { foo: ['bar', 'baz'] },
    [{ op: 'add', path: '/foo/1', value: 'qux' }],
    { foo: ['bar', 'qux', 'baz'] },
  ],
  ['A.3 removing a member', { baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
  [
    'A.4 removing an element',
    { foo: ['bar', 'qux', 'baz'] },
    [{ op: 'remove', path: '/foo/1' }],
    { foo: ['bar', 'baz'] },
  ],
  [
    'A.6 moving a value',
    { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } },
    [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
    { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
  ],
  [
    'A.7 moving an element',
    { foo: ['all', 'grass', 'cows', 'eat'] },
    [{ op: 'move', from: '/foo/1', path: '/foo/3' }],
    { foo: ['all', 'cows', 'eat', 'grass'] },
  ],
  ['A.9 a test that fails', { baz: 'qux' }, [{ op: 'test', path: '/baz', value: 'bar' }], null],
  [
    'A.11 ignoring unknown members',
    { foo: 'bar' },
    [{ op: 'add', path: '/baz', value: 'qux', xyz: 123 }],
    { foo: 'bar', baz: 'qux' },
  ],
  [
    'A.12 adding to a target that is not there',
    { foo: 'bar' },
    [{ op: 'add', path: '/baz/bat', value: 'qux' }],
    null,
  ],
  ['A.14 escapes', { '/': 9, '~1': 10 }, [{ op: 'test', path: '/~01', value: 10 }], { '/': 9, '~1': 10 }],
  [
    'A.16 adding an array value',
    { foo: ['bar'] },
    [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }],
    { foo: ['bar', ['abc', 'def']] },
  ],
  ['the whole document', { foo: 'bar' }, [{ op: 'replace', path: '', value: { baz: 1 } }], { baz: 1 }],
  ['an operation that there is not', { foo: 1 }, [{ op: 'spam', path: '/foo' }], null],
  ['a move from nowhere', { foo: 1 }, [{ op: 'move', path: '/bar' }], null],
  ['a from that is none', { foo: 1 }, [{ op: 'add', path: '/bar', value: 1, from: 5 }], { foo: 1, bar: 1 }],
  ['a place beyond the end', { foo: [1] }, [{ op: 'add', path: '/foo/8', value: 2 }], null],
];

describe('JSON Patch (RFC 6902)', () => {
  test.each(PATCHES)('%s', (_name, before, patch, after) => {
    const applied = applyDelta(structuredClone(before), structuredClone(patch), 'json-patch', 'id');
    expect('error' in applied ? null : applied.state).toEqual(after);
  });
});

describe('JSON Merge Patch (RFC 7396, appendix A)', () => {
  test.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j', (before, patch, after) => {
    expect(applyDelta(structuredClone(before), patch, 'merge-patch', 'id')).toEqual({ state: after });
  });
});

describe('lists by a key', () => {
  const keyed = (before: unknown, delta: unknown, key = 'id') => applyDelta(before, delta, 'keyed', key);

  test('take an element in the place of the one with its key, add it, and take it away', () => {
    const before = [
      { id: 1, n: 1, kept: true },
      { id: 2, n: 2 },
    ];
    const delta = [
      { id: 1, n: 9 },
      { id: 3, n: 3 },
      { id: 2, action: 'delete' },
    ];
    expect(keyed(before, delta)).toEqual({
      state: [
        { id: 1, n: 9, kept: true },
        { id: 3, n: 3 },
      ],
    });
    expect(keyed([{ id: 1 }], { id: 1, deleted: true })).toEqual({ state: [] });
  });

  test('are found inside of a state, as in an order book', () => {
    const book = {
      bids: [
        ['10', '5'],
        ['9', '1'],
      ],
      asks: [['11', '2']],
      at: 1,
    };
    const delta = {
      bids: [
        ['10', '0'],
        ['8', '4'],
      ],
      at: 2,
    };
    expect(keyed(book, delta, '0')).toEqual({
      state: {
        bids: [
          ['9', '1'],
          ['8', '4'],
        ],
        asks: [['11', '2']],
        at: 2,
      },
    });
  });
});

describe('the path of a body', () => {
  test.each(['$', '$.data', '$.a.b[0]', '$["first name"][3].x'])('%s is read and written', (text) => {
    expect(formatBodyPath(parseBodyPath(text)!)).toBe(text);
  });
  test('finds only what is there', () => {
    expect(bodyAt({ a: [{ b: 7 }] }, parseBodyPath('$.a[0].b')!)).toBe(7);
    expect(bodyAt({}, ['constructor'])).toBeUndefined();
    for (const wrong of ['data', '$..a', '$[', '$.a b']) expect(parseBodyPath(wrong)).toBeNull();
  });
});
