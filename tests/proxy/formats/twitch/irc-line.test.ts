import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIrcLine, unescapeTag } from '../../../../proxy/formats/twitch/irc-line.ts';

describe('RFC 1459 §2.3, a line', () => {
  it.each([
    ['PING', 'PING', []],
    ['PING :tmi.twitch.tv', 'PING', ['tmi.twitch.tv']],
    ['join #a,#b', 'JOIN', ['#a,#b']],
    ['PRIVMSG #zurich :hello :there  you', 'PRIVMSG', ['#zurich', 'hello :there  you']],
    ['PRIVMSG #zurich :', 'PRIVMSG', ['#zurich', '']],
    ['CAP  REQ   :a b', 'CAP', ['REQ', 'a b']],
    [':tmi.twitch.tv 001 ana :Welcome, GLHF!', '001', ['ana', 'Welcome, GLHF!']],
    ['USER a b:c d', 'USER', ['a', 'b:c', 'd']],
  ])('%s', (line, command, params) => expect(parseIrcLine(line)).toMatchObject({ command, params }));

  it.each([
    [':ana!ana@ana.tmi.twitch.tv JOIN #a', { nick: 'ana', user: 'ana', host: 'ana.tmi.twitch.tv' }],
    [':tmi.twitch.tv NOTICE * :hi', { nick: 'tmi.twitch.tv', user: null, host: null }],
    [':ana@host PING', { nick: 'ana', user: null, host: 'host' }],
  ])('names its source: %s', (line, source) => expect(parseIrcLine(line)?.source).toEqual(source));

  it.each(['', ' ', '@a=b', ':source', '{"type":"ping"}', '1234 a', 'ÄÖ', '@a=b :c '])(
    'is none without a command: "%s"',
    (line) => expect(parseIrcLine(line)).toBeNull(),
  );

  it('may hold a megabyte of spaces', () => {
    const spaces = ' '.repeat(1 << 20);
    expect(parseIrcLine(`PRIVMSG #a${spaces}b`)?.params).toEqual(['#a', 'b']);
    expect(parseIrcLine(`PRIVMSG #a${spaces}:b`)?.params).toEqual(['#a', 'b']);
  });

  it('never throws', () => {
    const lines = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((text) => `@${text} :${text} A ${text}`),
    );
    expect(() => fc.assert(fc.property(lines, (line) => void parseIrcLine(line)))).not.toThrow();
  });
});

describe('IRCv3 message tags', () => {
  it('have values, empty values, or none', () => {
    expect(parseIrcLine('@a=1;b=;c;;d=x=y :n PING')?.tags).toEqual({ a: '1', b: '', c: '', d: 'x=y' });
    expect(parseIrcLine('PING')?.tags).toBeNull();
  });

  it.each([
    [String.raw`a\sb`, 'a b'],
    [String.raw`a\:b`, 'a;b'],
    [String.raw`a\\sb`, String.raw`a\sb`],
    [String.raw`a\r\nb`, 'a\r\nb'],
    [String.raw`a\bc`, 'abc'],
    ['a\\', 'a'],
    [String.raw`a\\`, 'a\\'],
  ])('unescapes %s', (escaped, value) => expect(unescapeTag(escaped)).toBe(value));

  it('come back from what a server escapes', () => {
    const escapes: Record<string, string> = {
      ';': '\\:',
      ' ': '\\s',
      '\\': '\\\\',
      '\r': '\\r',
      '\n': '\\n',
    };
    fc.assert(
      fc.property(fc.string(), (value) => {
        const escaped = value.replace(/[; \\\r\n]/g, (character) => escapes[character]!);
        expect(unescapeTag(escaped)).toBe(value);
      }),
    );
  });

  it('may be named like a prototype', () => {
    expect(Object.entries(parseIrcLine('@__proto__=a PING')!.tags!)).toEqual([['__proto__', 'a']]);
  });
});
