import { describe, expect, it } from 'vitest';
import { describeFilter } from '../../../proxy/contract/filter-describe.ts';
import { FILTER_KEYS } from '../../../proxy/contract/filter-keys.ts';
import { parseFilter } from '../../../proxy/contract/filter-parse.ts';

function inWords(text: string): string {
  const parsed = parseFilter(text);
  return parsed.ok ? describeFilter(parsed.filter) : parsed.error.message;
}

describe('a filter in plain English', () => {
  it.each([
    ['', 'everything'],
    ['hello', 'URL or text contains “hello”'],
    [
      'ws host:*.twitch.tv kind:PRIVMSG',
      'it is a WebSocket and the host is like *.twitch.tv and the kind is PRIVMSG',
    ],
    ['-is:heartbeat', 'not (the message is a heartbeat)'],
    [
      '(a | b) size:>10k',
      '(URL or text contains “a” or URL or text contains “b”) and the payload size in bytes is more than 10,000',
    ],
    ['rtt:>0.2s', 'the time to the answer in milliseconds is more than 200'],
    ['status:4xx', 'the status is 4xx'],
    ['at:>12:30', 'it happened after 12:30'],
    ['url:/a/i', 'the URL matches /a/i'],
    ['dir:sent op:text', 'the client sent it and the opcode is text'],
    ['header:origin', 'the header origin is there'],
    ['$.price>=100', 'the field price is at least 100'],
    ['badges.vip:1', 'the field badges.vip is 1'],
    ['id:3 type:fetch', 'the connection is c3 and the type is fetch'],
  ])('reads %s as: %s', (text, words) => expect(inWords(text)).toBe(words));

  it('reads the example of every key', () => {
    for (const { example } of FILTER_KEYS) expect(inWords(example)).not.toMatch(/needs|knows no|is not a/);
  });
});
