import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../../proxy/contract/message-sample.ts';
import { decoded } from './filter-facts.ts';

const pathsOf = (...messages: Parameters<typeof sampleOf>[0][]) =>
  sampleOf(messages.flatMap((each) => [...each])).fields.map(({ path }) => path.join('.'));

describe('a sample of messages', () => {
  it('knows kinds and values, the most frequent first', () => {
    const say = (channel: string) => decoded({ fields: { channel } });
    const sample = sampleOf([say('#a'), say('#b'), decoded({ kind: 'JOIN' }), say('#b')]);
    expect(sample.kinds).toEqual(['PRIVMSG', 'JOIN']);
    expect(sample.fields).toEqual([{ protocol: 'irc', path: ['channel'], values: ['#b', '#a'] }]);
  });

  it('goes into objects, into the first elements of arrays, and into parts', () => {
    const fields = {
      badges: { vip: '1' },
      params: ['a', 'b'],
      trades: [{ price: 1 }, { price: 2 }],
      none: null,
    };
    const part = decoded({ fields: { nick: 'ana' } });
    expect(pathsOf([decoded({ fields, parts: [part] })])).toEqual([
      'badges.vip',
      'params',
      'trades.0.price',
      'trades.1.price',
      'none',
      'nick',
    ]);
  });

  it('reaches into an array at the top without naming it', () => {
    expect(pathsOf([decoded({ protocol: 'json', fields: { value: [{ price: 1 }] } })])).toEqual(['0.price']);
  });

  it('stays small whatever the messages hold', () => {
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, index]));
    const deep = Array.from({ length: 1000 }).reduce<unknown>((inner) => ({ in: inner }), 1);
    const long = { long: 'x'.repeat(10_000) };
    const many = Array.from({ length: 1000 }, (_, index) => decoded({ fields: { id: `v${index}` } }));
    const sample = sampleOf([...many, decoded({ fields: { ...long, deep, ...wide } })]);
    expect(sample.fields).toHaveLength(300);
    expect(sample.fields[0]!.values).toHaveLength(20);
    expect(sample.fields[1]).toEqual({ protocol: 'irc', path: ['long'], values: [] });
  });
});
