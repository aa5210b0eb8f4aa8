import { describe, expect, test } from 'vitest';
import { formatLine, parseLine } from '../../../proxy/demo/irc-line.ts';

describe('a line', () => {
  test('has its tags in order and escaped, its prefix, and a colon before the last text', () => {
    const tags = { b: String.raw`a;b c\d` + '\r\n', a: '' };
    expect(
      formatLine({ tags, prefix: 'tmi.twitch.tv', command: 'NOTICE', params: ['#c', 'two words'] }),
    ).toBe(String.raw`@a=;b=a\:b\sc\\d\r\n :tmi.twitch.tv NOTICE #c :two words`);
  });

  test('has no colon before a channel', () => {
    expect(formatLine({ tags: {}, prefix: 'a!a@a', command: 'JOIN', params: ['#c'] })).toBe(':a!a@a JOIN #c');
  });

  test.each([
    ['PING :tmi.twitch.tv', { command: 'PING', params: ['tmi.twitch.tv'] }],
    ['@a=b;c=d :x!x@x privmsg #c :two words', { command: 'PRIVMSG', params: ['#c', 'two words'] }],
    ['CAP REQ :a b', { command: 'CAP', params: ['REQ', 'a b'] }],
    ['JOIN #a,#b', { command: 'JOIN', params: ['#a,#b'] }],
    ['PRIVMSG #c ::)', { command: 'PRIVMSG', params: ['#c', ':)'] }],
    ['', { command: '', params: [] }],
  ])('%j is read', (text, read) => {
    expect(parseLine(text)).toEqual(read);
  });
});
