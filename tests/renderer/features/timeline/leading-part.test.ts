import { expect, test } from 'vitest';
import type { Decoded } from '../../../../proxy/contract/model.ts';
import { leadingPart } from '../../../../renderer/features/timeline/leading-part.ts';

const decoded = (protocol: string, summary: string, ...parts: Decoded[]): Decoded => ({
  protocol,
  kind: protocol,
  summary,
  heartbeat: false,
  fields: {},
  parts,
});

test('a row tells the topic that a payload was published to, not the payload alone', () => {
  const published = decoded('mqtt', 'PUBLISH den/door {"open":true}', decoded('json', '{"open":true}'));
  expect(leadingPart(published)).toBe(published);
});

test('of several lines in one message a row tells the first', () => {
  const [first, second] = [decoded('irc', 'PASS •••'), decoded('irc', 'NICK ana')];
  expect(leadingPart(decoded('irc', '2 lines', first, second))).toBe(first);
});

test('a message without parts is told itself', () => {
  const alone = decoded('json', '{}');
  expect(leadingPart(alone)).toBe(alone);
});
