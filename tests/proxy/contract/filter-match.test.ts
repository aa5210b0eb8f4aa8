import { describe, expect, it } from 'vitest';
import type { ConnectionFacts } from '../../../proxy/contract/filter-connection.ts';
import {
  filterNeeds,
  matchConnection,
  matchMessage,
  messageTerms,
} from '../../../proxy/contract/filter-match.ts';
import { asksForNoted } from '../../../proxy/contract/filter-note.ts';
import { parseFilter } from '../../../proxy/contract/filter-parse.ts';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { Annotation, Note } from '../../../proxy/contract/model.ts';
import { indexNotes, NO_NOTE } from '../../../proxy/contract/notes.ts';
import { violation } from '../../../proxy/protocol/violation.ts';
import { connection, decoded, message } from './filter-facts.ts';

function filter(text: string) {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return parsed.filter;
}

const inList = (text: string, facts: Parameters<typeof connection>[0] = {}) =>
  matchConnection(filter(text), connection(facts), 'url');

const inTimeline = (
  text: string,
  facts: Parameters<typeof message>[0] = {},
  payload: string | null = 'hello',
) => matchMessage(filter(text), connection(), message(facts, payload), 'text');

/** Those of the filters that the message meets. */
const met = (texts: readonly string[], facts: Parameters<typeof message>[0] = {}) =>
  texts.filter((text) => inTimeline(text, facts));

const unmet = (texts: readonly string[], facts: Parameters<typeof message>[0] = {}) =>
  texts.filter((text) => !inTimeline(text, facts));

describe('a filter over connections', () => {
  it.each([
    '',
    'ws',
    'twitch',
    'TWITCH',
    'host:*.twitch.tv',
    'host:twitch',
    'host:irc-ws.chat.twitch.tv:443',
    'host:/^irc-ws/',
    'url:room=zurich',
    'url:/chat.*zurich/i',
    'path:zurich',
    'status:101',
    'status:1xx',
    'status:<400',
    'method:get',
    'scheme:wss',
    'is:open',
    'type:websocket',
    'proto:irc',
    'messages:>100',
    'messages:124',
    'bytes:>1M',
    'id:c3',
    '-http',
    'http | ws',
    '-(http | tunnel) host:twitch',
  ])('is met by an open Twitch chat: %s', (text) => expect(inList(text)).toBe(true));

  it.each([
    'http',
    'nothing-of-it',
    'host:twitch.*',
    'host:*.twitch',
    'scheme:ws',
    'proto:ir',
    'status:>=400',
    'method:ge',
    'is:closed',
    'is:violation',
    'is:replay',
    'is:retry',
    'type:fetch',
    'close:1006',
    'messages:>1k',
    'id:4',
    '-ws',
    '-zurich',
    'ws http',
  ])('is not met by it: %s', (text) => expect(inList(text)).toBe(false));

  it('tells a retry apart from a replay', () => {
    const replay = { replayOf: 3 as ConnectionId };
    const retry = { ...replay, retry: [] };
    expect([inList('is:replay', replay), inList('is:retry', replay)]).toEqual([true, false]);
    expect([inList('is:replay', retry), inList('is:retry', retry)]).toEqual([false, true]);
  });

  it('knows the close codes that no frame carries', () => {
    const ending = { at: 0, code: null, reason: '', by: null, clean: false } as const;
    expect(inList('close:1006', { ending: { ...ending, cause: 'reset' } })).toBe(true);
    expect(inList('close:1005', { ending: { ...ending, cause: 'close-frame' } })).toBe(true);
    expect(inList('close:>=1000', { ending: { ...ending, code: 4000, cause: 'close-frame' } })).toBe(true);
    expect(inList('close:1006', { status: 403, ending: { ...ending, cause: 'fin' } })).toBe(false);
  });

  it('looks into headers where they are known, and leaves them open where not', () => {
    const text = 'header:origin=example';
    const detail = {
      ...connection(),
      requestHeaders: [['Origin', 'https://Example.org']] as const,
      responseHeaders: [],
    };
    expect(matchConnection(filter(text), detail, 'url')).toBe(true);
    expect(matchConnection(filter('header:upgrade'), detail, 'url')).toBe(false);
    expect(matchConnection(filter(text), connection(), 'url')).toBe(true);
    expect(matchConnection(filter(`-${text}`), connection(), 'url')).toBe(true);
  });

  it('leaves open what only messages can tell', () => {
    expect(inList('kind:PRIVMSG')).toBe(true);
    expect(inList('-kind:PRIVMSG')).toBe(true);
    expect(inList('ws dir:sent -is:heartbeat $.a>1')).toBe(true);
    expect(inList('http dir:sent')).toBe(false);
    expect(matchConnection(filter('nothing-of-it'), connection(), 'maybe')).toBe(true);
    expect(matchConnection(filter('nothing-of-it http'), connection(), 'maybe')).toBe(false);
  });
});

describe('a filter over messages', () => {
  it.each([
    '',
    'hello',
    'HELL',
    '/^hel+o$/',
    'text:"hello"',
    'text:h*o',
    'dir:received',
    'op:text',
    'size:>10k',
    'ws size:12k',
    '-dir:sent',
  ])('is met by a received text of 12,000 bytes: %s', (text) => expect(inTimeline(text)).toBe(true));

  it.each([
    '-hello',
    'twitch',
    'op:binary',
    'dir:sent',
    'size:<10k',
    'http',
    'text:bye',
    'kind:PRIVMSG',
    '$.a',
    'is:injected',
  ])('is not met by it: %s', (text) => expect(inTimeline(text)).toBe(false));

  it('finds a literal in the URL too where everything is searched', () => {
    expect(matchMessage(filter('twitch'), connection(), message(), 'url-or-text')).toBe(true);
    expect(matchMessage(filter('hello'), connection(), message(), 'url-or-text')).toBe(true);
    expect(matchMessage(filter('bye'), connection(), message(), 'url-or-text')).toBe(false);
  });

  it('searches what the decoder says where the payload is no text', () => {
    expect(inTimeline('ana', { decoded: () => decoded({ summary: 'Ana: hi' }) }, null)).toBe(true);
    expect(inTimeline('ana', {}, null)).toBe(false);
  });

  it('finds what people see, however it is escaped in the payload', () => {
    const tagged = () => decoded({ fields: { tags: { 'system-msg': 'ana is back' } } });
    const escaped = String.raw`@system-msg=ana\sis\sback :tmi USERNOTICE #a`;
    expect(inTimeline('"is back"', { decoded: tagged }, escaped)).toBe(true);
    expect(inTimeline('/IS b/i', { decoded: tagged }, escaped)).toBe(true);
    const json = () => decoded({ fields: { to: [{ city: 'Zürich' }] } });
    expect(inTimeline('text:zürich', { decoded: json }, String.raw`{"to":[{"city":"Z\u00fcrich"}]}`)).toBe(
      true,
    );
    expect(inTimeline('zürich', { decoded: () => decoded({ parts: [json()] }) }, '\\')).toBe(true);
    expect(inTimeline('u00fc', { decoded: json }, String.raw`{"to":[{"city":"Z\u00fcrich"}]}`)).toBe(true);
  });

  it('decodes nothing to find text where nothing is escaped', () => {
    const costly = { decoded: () => expect.fail('decoded the payload') };
    expect(inTimeline('hell', costly, String.raw`hello \n`)).toBe(true);
    expect(inTimeline('bye', costly, 'hello')).toBe(false);
  });

  it('tells states', () => {
    expect(inTimeline('is:heartbeat', { opcode: 9 })).toBe(true);
    expect(inTimeline('is:heartbeat', { opcode: 11 })).toBe(false);
    expect(inTimeline('is:heartbeat', { decoded: () => decoded({ heartbeat: true }) })).toBe(true);
    expect(inTimeline('is:violation', { violations: [violation('reserved-bit')] })).toBe(true);
    expect(inTimeline('is:injected is:compressed', { injected: true, compressed: true })).toBe(true);
  });

  it('compares times of the day and dates, in local time', () => {
    expect(
      unmet([
        'at:12:30',
        'at:12:30:15',
        'at:>12:30',
        'at:<12:31',
        'at:<=12:30',
        'at:>=12:30:15.250',
        'at:2025-11-22',
        'at:>2025-11-22T12:30',
        'at:<2025-11-23',
      ]),
    ).toEqual([]);
    expect(
      met(['at:12:31', 'at:>12:31', 'at:<12:30', 'at:>12:30:15.250', 'at:2025-11-21', 'at:>=2025-11-23']),
    ).toEqual([]);
  });

  it('reads kinds and fields, also of the parts of a message', () => {
    const part = decoded({ kind: 'JOIN', fields: { channel: '#zurich', badges: { moderator: '1' } } });
    const several = () =>
      decoded({ kind: 'lines', parts: [decoded({ fields: { command: 'PRIVMSG', bits: 100 } }), part] });
    expect(
      unmet(
        [
          'kind:join',
          'kind:JO*',
          'irc.command:privmsg',
          'badges.moderator:1',
          '$.badges.moderator',
          '$.bits>99',
          'irc.bits:<=100',
          'irc.channel:#zur*',
        ],
        { decoded: several },
      ),
    ).toEqual([]);
    expect(
      met(['kind:JOI', '$.bits>100', '$.irc.bits:100', '$.badges:1', 'badges.vip:1', '$.toString'], {
        decoded: several,
      }),
    ).toEqual([]);
  });

  it('follows JSON paths into arrays', () => {
    const trades = () =>
      decoded({ protocol: 'json', fields: { value: [{ price: 1 }, { price: 250.5 }, 'trade', null] } });
    expect(
      unmet(['$[1].price>100', '$[2]=trade', 'json:$[0].price=1', '$[3]=null'], { decoded: trades }),
    ).toEqual([]);
    expect(inTimeline('$[9]', { decoded: trades })).toBe(false);
    expect(inTimeline('$.tags=b', { decoded: () => decoded({ fields: { tags: ['a', 'b'] } }) })).toBe(true);
  });

  it('leaves the payload alone unless a term asks for it', () => {
    const untouchable = message({
      text: () => expect.fail('read the text'),
      decoded: () => expect.fail('decoded the payload'),
    });
    expect(
      matchMessage(filter('ws dir:received op:text size:>1 at:>12:00'), connection(), untouchable, 'text'),
    ).toBe(true);
    expect(matchMessage(filter('dir:sent kind:PRIVMSG'), connection(), untouchable, 'text')).toBe(false);
  });
});

describe('what no connection can answer', () => {
  it.each([
    ['ws host:a hello is:violation', 0],
    ['kind:a -(dir:sent | $.a) is:heartbeat', 4],
  ])('is counted in "%s"', (text, count) => expect(messageTerms(filter(text))).toHaveLength(count));
});

describe('what a filter needs', () => {
  it.each([
    ['', { messages: false, payload: false, decoded: false, headers: false }],
    ['ws host:a', { messages: false, payload: false, decoded: false, headers: false }],
    ['header:origin', { messages: false, payload: false, decoded: false, headers: true }],
    ['dir:sent', { messages: true, payload: false, decoded: false, headers: false }],
    ['-(size:>1 | op:text)', { messages: true, payload: false, decoded: false, headers: false }],
    ['hello', { messages: true, payload: true, decoded: true, headers: false }],
    ['kind:a', { messages: true, payload: true, decoded: true, headers: false }],
    ['$.a', { messages: true, payload: true, decoded: true, headers: false }],
    ['is:heartbeat', { messages: true, payload: true, decoded: true, headers: false }],
  ])('is known for "%s"', (text, needs) => expect(filterNeeds(filter(text))).toMatchObject(needs));
});

describe('a filter that asks for notes', () => {
  const note = (facts: Partial<Note>) => ({ ...NO_NOTE, ...facts });
  const id = connection().id;
  const own = { ...note({ mark: 'red', pinned: true }), kind: 'connection', id, connection: id } as const;
  const noted: Annotation = {
    ...note({ mark: 'blue', comment: 'Look here' }),
    kind: 'message',
    id: 7 as Seq,
    connection: id,
  };
  const facts = (...annotations: readonly Annotation[]): ConnectionFacts => ({
    ...connection(),
    notes: indexNotes(annotations).connections.get(id),
  });
  const lists = (text: string, of: ConnectionFacts) => matchConnection(filter(text), of, 'url');

  it('finds a connection by its own, and by those of its messages', () => {
    for (const text of ['is:marked', 'is:pinned', 'mark:red', 'mark:blue|red']) {
      expect(lists(text, facts(own))).toBe(true);
      expect(lists(`-${text}`, facts(own))).toBe(false);
      expect(lists(text, facts())).toBe(false);
    }
    for (const text of ['is:marked', 'mark:blue', 'comment:look', 'comment:"look here"', 'comment:*']) {
      expect(lists(text, facts(noted))).toBe(true);
      expect(lists(`-${text}`, facts(noted))).toBe(true); // some of its messages have none
    }
    expect(lists('mark:green', facts(own, noted))).toBe(false);
    expect(lists('comment:*', facts(own))).toBe(false);
  });

  it('finds in a timeline only the messages that have them', () => {
    expect(unmet(['is:marked', 'mark:blue', 'comment:here', '-mark:red'], { note: noted })).toEqual([]);
    expect(met(['is:marked', 'mark:blue', 'comment:*', 'is:pinned'])).toEqual([]);
    const inMarked = (text: string, literal: 'text' | 'url-or-text') =>
      matchMessage(filter(text), facts(own), message(), literal);
    expect(inMarked('is:marked', 'text')).toBe(false);
    expect(inMarked('is:pinned', 'text')).toBe(true);
    expect(inMarked('is:marked', 'url-or-text')).toBe(true);
    expect(inMarked('-is:marked', 'url-or-text')).toBe(false);
  });

  it('says when messages without one cannot match', () => {
    const few = ['is:marked', 'comment:x dir:sent', 'mark:red | comment:x', '(is:marked | mark:red) text:a'];
    const many = ['', '-is:marked', 'is:marked | dir:sent', 'is:pinned', 'dir:sent'];
    expect(few.filter((text) => !asksForNoted(filter(text)))).toEqual([]);
    expect(many.filter((text) => asksForNoted(filter(text)))).toEqual([]);
    expect(filterNeeds(filter('is:pinned'))).toMatchObject({ notes: true, messages: false });
    expect(filterNeeds(filter('comment:x'))).toMatchObject({ notes: true, messages: true, payload: false });
    expect(filterNeeds(filter('dir:sent')).notes).toBe(false);
  });
});
