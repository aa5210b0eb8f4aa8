import { describe, expect, test } from 'vitest';
import type { Decoded } from '../../../../proxy/contract/model.ts';
import { messageRoots, rangeOf } from '../../../../renderer/features/inspector/message-roots.ts';

const decoded = (protocol: string, kind: string, parts: readonly Decoded[] = []): Decoded => ({
  protocol,
  kind,
  summary: kind,
  heartbeat: false,
  fields: { kind },
  parts,
});

const keys = (each: Decoded) => messageRoots(each).map(({ key }) => key);

describe('a decoded message is shown as', () => {
  test('itself', () => expect(keys(decoded('json', 'trade'))).toEqual(['trade']));

  test('its parts, where it only holds them together', () =>
    expect(keys(decoded('irc', 'lines', [decoded('irc', 'PING'), decoded('irc', 'JOIN')]))).toEqual([
      'PING',
      'JOIN',
    ]));

  test('itself and what is inside, however deep', () =>
    expect(keys(decoded('sockjs', 'a', [decoded('stomp', 'MESSAGE', [decoded('json', 'trade')])]))).toEqual([
      'a',
      'MESSAGE',
      'trade',
    ]));
});

test('a field knows its bytes, by its part and its path', () => {
  const whole = decoded('mqtt', 'PUBLISH', [decoded('json', 'trade', [decoded('json', 'deep')])]);
  const [outer, inner, deep] = messageRoots(whole);
  const ranges = [
    { part: null, path: ['topic'], from: 2, to: 5 },
    { part: 0, path: ['price', '0'], from: 9, to: 11 },
  ];
  expect(rangeOf(ranges, outer!, ['topic'])).toMatchObject({ from: 2 });
  expect(rangeOf(ranges, inner!, ['price', 0])).toMatchObject({ from: 9 });
  expect(rangeOf(ranges, outer!, ['price', 0])).toBeNull();
  expect(rangeOf(ranges, deep!, ['price', 0])).toBeNull();
});
