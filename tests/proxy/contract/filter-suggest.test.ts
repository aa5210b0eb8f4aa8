import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../proxy/contract/filter-parse.ts';
import { suggest } from '../../../proxy/contract/filter-suggest.ts';

const texts = (text: string, values = {}) => suggest(text, text.length, values).map((each) => each.text);

describe('autocomplete', () => {
  it('offers the keys with their explanation', () => {
    expect(texts('')).toEqual(expect.arrayContaining(['ws', 'http', 'host:', 'kind:', 'at:']));
    expect(suggest('ki', 2)).toEqual([
      { text: 'kind:', from: 0, to: 2, doc: expect.stringContaining('decoder') },
    ]);
  });

  it('completes the word at the cursor, behind signs and brackets', () => {
    expect(suggest('ws -(hos) is:open', 8)).toEqual([
      { text: 'host:', from: 5, to: 8, doc: expect.any(String) },
    ]);
    expect(texts('a|-ho')).toEqual(['host:']);
    expect(texts('"a (b" (ho')).toEqual(['host:']);
  });

  it('offers the values of a key', () => {
    expect(texts('dir:')).toEqual(['sent', 'received']);
    expect(texts('is:o')).toEqual(['open']);
    expect(texts('op:P')).toEqual(['ping', 'pong']);
  });

  it('offers values that were seen, in quotes where they need them', () => {
    expect(texts('kind:', { kind: ['PRIVMSG', 'op 10', '/x'] })).toEqual(['PRIVMSG', '"op 10"', '"/x"']);
    expect(texts('host:irc', { host: ['irc-ws.chat.twitch.tv', 'example.org'] })).toEqual([
      'irc-ws.chat.twitch.tv',
    ]);
    expect(texts('kind:"op', { kind: ['op 10'] })).toEqual(['"op 10"']);
  });

  it('offers nothing for what is complete or unknown', () => {
    expect(texts('dir:sent')).toEqual([]);
    expect(texts('xyz')).toEqual([]);
  });

  it('offers only values that can be read', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (value) => {
        const [first] = suggest('kind:', 5, { kind: [value] });
        expect(parseFilter(`kind:${first!.text}`).ok).toBe(true);
      }),
    );
  });

  const fields = [
    { protocol: 'irc', path: ['command'], values: ['PRIVMSG', 'JOIN'] },
    { protocol: 'irc', path: ['badges', 'moderator'], values: ['1'] },
    { protocol: 'json', path: ['by', 'first name'], values: ['Ana', 'Bo b'] },
  ];

  it('offers decoded fields by the way they were begun, with some of their values', () => {
    expect(texts('irc.c', { fields })).toEqual(['irc.command:']);
    expect(texts('$.b', { fields })).toEqual(['$.badges.moderator:', '$.by["first name"]:']);
    expect(texts('badges.', { fields })).toEqual(['badges.moderator:']);
    expect(texts('-mod', { fields })).toEqual(['irc.badges.moderator:']);
    expect(suggest('irc.comm', 8, { fields })[0]?.doc).toBe('PRIVMSG, JOIN');
  });

  it('offers the values of a field behind any operator', () => {
    expect(texts('irc.command:p', { fields })).toEqual(['PRIVMSG']);
    expect(texts('-$.command=', { fields })).toEqual(['PRIVMSG', 'JOIN']);
    expect(texts('json:$.by["first name"]:', { fields })).toEqual(['Ana', '"Bo b"']);
    expect(suggest('$.command:J', 11, { fields })).toEqual([{ text: 'JOIN', from: 10, to: 11, doc: '' }]);
  });

  it('offers first what the filter is mostly about', () => {
    const [connections] = suggest('', 0, {}, 'connection');
    const [messages] = suggest('', 0, {}, 'message');
    expect([connections?.text, messages?.text]).toEqual(['ws', 'is:']);
  });
});
