import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createChannel } from '../../../../proxy/demo/channel.ts';
import { base64 } from '../../../../proxy/formats/decoders/base64.ts';
import { IRC_FIELDS } from '../../../../proxy/formats/decoders/irc.ts';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { xmpp } from '../../../../proxy/formats/decoders/xmpp.ts';
import { utf8 } from '../../../support/hex.ts';
import { ANYWHERE, expectSpelled } from '../../../support/protocol-cases.ts';

const IRC = { url: 'ws://chat.test/', subprotocol: 'irc' };

const AT = 1_732_270_000_000;

/** What the demo's channel says, and some that it does not. */
function ircLines(): string[] {
  const channel = createChannel({ seed: 7, channel: '#den', viewer: 'ana', now: AT });
  const said = Array.from({ length: 400 }, (_, n) => channel.next(AT + n * 1000)).flat();
  return [
    ...said,
    ':tmi.twitch.tv 001 ana :Welcome, GLHF!',
    'PING :tmi.twitch.tv',
    'privmsg #den :hello',
    'CAP REQ :twitch.tv/tags',
    'PASS oauth:secret',
    '@ban-duration=10;target-user-id=7 :tmi.twitch.tv CLEARCHAT #den :eve',
    '@badge-info=;badges=vip/1;msg-param-months=3;msg-id=resub :tmi.twitch.tv USERNOTICE #den :still here',
    'FIRST\r\nSECOND',
    ':tmi.twitch.tv HOSTTARGET #den :other 5',
    '@display-name=A\\sB :a!a@a WHISPER ana :psst',
  ];
}

const json = fc
  .dictionary(
    fc.constantFrom('type', 'price', 'op', 'ka', 'a"b', 'é', 'token', '0'),
    fc.jsonValue({ maxDepth: 2 }),
    {
      maxKeys: 4,
    },
  )
  .map((value) => JSON.stringify(value));

describe('what a field, a kind or a heartbeat must be spelled with stands in every message that has it', () => {
  test.each([...new Set(ircLines())])('IRC: %s', (line) => {
    const input = { from: 'server', opcode: 1, payload: utf8(line) } as const;
    const decoded = builtIn.decode(IRC, input);
    expectSpelled(line, decoded);
    expect(builtIn.isHeartbeat(IRC, input)).toBe(decoded?.heartbeat ?? false);
    for (const part of decoded ? [decoded, ...decoded.parts] : [])
      expect(Object.keys(part.fields).filter((field) => !IRC_FIELDS.has(field))).toEqual([]);
  });

  test('JSON', () => {
    fc.assert(
      fc.property(json, (text) => {
        const input = { from: 'server', opcode: 1, payload: utf8(text) } as const;
        const decoded = builtIn.decode(ANYWHERE, input);
        expectSpelled(text, decoded);
        expect(builtIn.isHeartbeat(ANYWHERE, input)).toBe(decoded?.heartbeat ?? false);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    'ping',
    'PONG',
    'heartbeat',
    'keepalive',
    'keep-alive',
    'keep_alive',
    'connection_keep_alive',
    'ka',
  ])('JSON heartbeat %s', (kind) => {
    const payload = utf8(JSON.stringify({ type: kind }));
    expect(builtIn.isHeartbeat(ANYWHERE, { from: 'server', opcode: 1, payload })).toBe(true);
  });
});

describe('most filters by a field need not decode most messages', () => {
  test.each([
    [['price'], true, null, ['price']],
    [['irc', 'command'], false, 'PRIVMSG', ['PRIVMSG']],
    [['badges', 'moderator'], false, '1', ['moderator']],
    [['type'], true, 'trade', ['trade']],
    [['type'], true, 'true', ['type']],
    [['items', '0'], true, '7', ['items']],
    [['value', '0'], true, '7', null],
    [['displayName'], true, 'Ana', ['Ana']],
    [['displayName'], true, 'you', null],
    [null, false, 'PRIVMSG', ['PRIVMSG']],
    [null, false, 'RPL_WELCOME', null],
    [null, false, 'object', null],
    [null, false, null, null],
  ] as const)('%j', (path, rooted, text, expected) => {
    const others = [base64, xmpp].map((each) => each.spellings({ path, text }));
    const all = others.includes(null) ? null : new Set([expected, ...others].flatMap((each) => each ?? []));
    const found = builtIn.spellings(path, rooted, text);
    expect(found && new Set(found)).toEqual(expected && all);
  });
});
