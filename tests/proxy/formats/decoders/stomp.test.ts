import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecoderContext } from '../../../../proxy/formats/decoders/decoder.ts';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { StompFramer } from '../../../../proxy/formats/decoders/stomp-framer.ts';
// not exported by its package
import { Parser } from '../../../../node_modules/@stomp/stompjs/esm6/parser.js';
import { cutAt } from '../../../support/dialogue.ts';
import { expectLaws, spelledAt, textInput } from '../../../support/decoder-laws.ts';
import { concat, hex, utf8 } from '../../../support/hex.ts';

const V12: DecoderContext = { url: 'ws://h/', subprotocol: 'v12.stomp' };
const V11: DecoderContext = { url: 'ws://h/', subprotocol: 'v11.stomp' };
const V10: DecoderContext = { url: 'ws://h/', subprotocol: 'v10.stomp' };
const ELSEWHERE: DecoderContext = { url: 'ws://h/', subprotocol: null };

const read = (text: string, context = V12) => builtIn.decode(context, textInput(text));
const turns = (text: string) => builtIn.turns(V12, textInput(text));

const MESSAGES: readonly (readonly [text: string, kind: string, summary: string])[] = [
  ['CONNECT\naccept-version:1.2\nhost:stomp.org\npasscode:x\n\n\0', 'CONNECT', 'CONNECT stomp.org'],
  ['CONNECTED\nversion:1.2\n\n\0', 'CONNECTED', 'CONNECTED 1.2'],
  ['SEND\ndestination:/q/a\ncontent-type:text/plain\n\nhello queue a\0', 'SEND', 'SEND /q/a hello queue a'],
  ['SEND\r\ndestination:/q/a\r\n\r\n{"price":1}\0\n', 'SEND', 'SEND /q/a {"price":1}'],
  ['MESSAGE\nsubscription:0\ndestination:/q/a\ncontent-length:3\n\na\0b\0', 'MESSAGE', 'MESSAGE /q/a a\0b'],
  ['SUBSCRIBE\nid:0\ndestination:/q/foo\n\n\0', 'SUBSCRIBE', 'SUBSCRIBE /q/foo'],
  ['ACK\nid:12345\n\n\0', 'ACK', 'ACK 12345'],
  ['BEGIN\ntransaction:tx1\n\n\0', 'BEGIN', 'BEGIN tx1'],
  ['RECEIPT\nreceipt-id:77\n\n\0', 'RECEIPT', 'RECEIPT 77'],
  ['ERROR\nmessage:malformed frame\n\nlong text\0', 'ERROR', 'ERROR malformed frame long text'],
  ['\n', 'heart-beat', 'heart-beat'],
  ['\r\n\n', 'heart-beat', 'heart-beat'],
  ['ACK\nid:1\n\n\0\nACK\nid:2\n\n\0', 'ACK', '2 frames: ACK 1'],
  ['ACK\nid:1\n\n\0BEGIN\n\n\0', 'frames', '2 frames: ACK 1'],
  ['SEND\ndestination:/q/a\n\nhel', 'SEND', 'SEND /q/a (3 bytes of its body so far)'],
  ['SEND\ndest', 'SEND', 'SEND (0 bytes of its body so far)'],
];

describe('STOMP', () => {
  test.each(MESSAGES)('%j is %s', (text, kind, summary) => {
    expect(read(text)).toMatchObject({ protocol: 'stomp', kind, summary });
    expectLaws(V12, textInput(text));
  });

  test('has its headers unescaped as its version does, the first of those that repeat', () => {
    const text = String.raw`SEND
destination:a\cb\\\n\r
destination:second

`;
    const headers = (context: DecoderContext, said = text) => read(`${said}\0`, context)?.fields['headers'];
    expect(headers(V12)).toEqual({ destination: 'a:b\\\n\r' });
    expect(headers(V11)).toEqual({
      destination: String.raw`a:b\
\r`.replace('\r\n', '\n'),
    });
    expect(headers(V10)).toEqual({ destination: String.raw`a\cb\\\n\r` });
    expect(headers(V12, 'CONNECT\nlogin:a\\cb\n\n')).toEqual({ login: String.raw`a\cb` });
  });

  test('shows no passcode, and no secret of a body', () => {
    const shown = JSON.stringify([
      read('CONNECT\nlogin:a\npasscode:canary\nX-Authorization:canary\n\n\0'),
      read('SEND\ndestination:a\n\n{"password":"canary"}\0'),
      read('SEND\ndestination:a\n\n?token=canary\0'),
    ]);
    expect(shown).not.toContain('canary');
    expect(shown).toContain('•••');
  });

  test('unfolds what its body is, which may be no text', () => {
    expect(read('SEND\ndestination:a\n\n{"a":1}\0')).toMatchObject({
      fields: { command: 'SEND', headers: { destination: 'a' } },
      parts: [{ protocol: 'json', fields: { a: 1 } }],
    });
    const payload = concat(utf8('SEND\ncontent-length:2\n\n'), hex('ff fe 00'));
    const input = { from: 'client', opcode: 2, payload } as const;
    expect(builtIn.decode(V12, input)).toMatchObject({ fields: { body: { length: 2, hex: 'fffe' } } });
    expectLaws(V12, input);
  });

  test('is recognised by its subprotocol or by a frame, and heart-beats once it is known', () => {
    expect(read('SUBSCRIBE\nid:0\n\n\0', ELSEWHERE)?.protocol).toBe('stomp');
    expect(read('\n', ELSEWHERE)).toBeNull();
    expect(read('\n', { ...ELSEWHERE, decoder: 'stomp' })?.heartbeat).toBe(true);
    for (const text of ['ERROR', 'SEND me\nid:1', 'ERROR\nsomething went wrong', 'ACK'])
      expect(read(text, ELSEWHERE)).toBeNull();
  });

  test('is malformed without a command', () => {
    expect(read('hello')).toMatchObject({
      kind: 'malformed',
      summary: 'malformed STOMP: no command begins it',
    });
  });

  test('points to the bytes of its fields', () => {
    const input = textInput('\nSEND\r\ndestination:/ü\r\n\r\nhello\0');
    expect(spelledAt(V12, input, 'command')).toBe('SEND');
    expect(spelledAt(V12, input, 'headers', 'destination')).toBe('/ü');
    expect(spelledAt(V12, input, 'body')).toBe('hello');
  });

  test('asks for receipts and a connection', () => {
    expect(turns('SEND\nreceipt:7\n\n\0')).toEqual([{ asks: 'receipt 7' }]);
    expect(turns('RECEIPT\nreceipt-id:7\n\n\0')).toEqual([{ answers: 'receipt 7' }]);
    expect(turns('ERROR\nreceipt-id:7\n\n\0')).toEqual([{ answers: 'receipt 7' }]);
    expect(turns('CONNECT\n\n\0')).toEqual([{ asks: 'connect' }]);
    expect(turns('CONNECTED\n\n\0')).toEqual([{ answers: 'connect' }]);
    expect(turns('\n')).toEqual([]);
  });
});

describe('a frame in several messages', () => {
  const whole = 'SEND\ndestination:/q/a\ncontent-length:9\n\n{"a":"x"}\0';

  test('says in each of them what it is, and in the last all that it says', () => {
    const [first, last] = [whole.slice(0, 45), whole.slice(45)];
    expect(read(first)).toMatchObject({ kind: 'SEND', fields: { incomplete: true } });
    const input = { ...textInput(last), before: utf8(first) };
    expect(builtIn.decode(V12, input)).toMatchObject({ kind: 'SEND', parts: [{ fields: { a: 'x' } }] });
    const middle = { ...textInput('zzz'), before: utf8('aaa') };
    expect(builtIn.decode(V12, middle)).toMatchObject({ kind: 'part', fields: { incomplete: true } });
  });

  const frame = fc
    .tuple(fc.constantFrom('SEND', 'MESSAGE'), fc.stringMatching(/^[a-z]{0,9}$/), fc.boolean())
    .map(([command, body, counted]) => {
      const length = counted ? `content-length:${body.length}\n` : '';
      return utf8(`${command}\n${length}a:b\n\n${body}\0`);
    });
  const stream = fc.array(fc.oneof(frame, fc.constant(utf8('\n'))), { minLength: 1, maxLength: 6 });

  test('is found by the framer, wherever it is cut', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(200), { maxLength: 8 }), (frames, cuts) => {
        const bytes = concat(...frames);
        const starts = [0];
        for (const each of frames) starts.push(starts.at(-1)! + each.length);
        const framer = new StompFramer();
        let at = 0;
        for (const piece of cutAt(
          bytes,
          cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b),
        )) {
          const begun = starts.findLast((start) => start <= at)!;
          const carried = bytes.subarray(begun, at).every((byte) => byte === 10) ? 0 : at - begun;
          expect(framer.take(piece)).toBe(piece.length === 0 ? framer.take(piece) : carried);
          at += piece.length;
        }
      }),
    );
  });

  test('that lacks its NUL ends where the next one begins', () => {
    const framer = new StompFramer();
    expect(framer.take(utf8('SEND\n\nhello'))).toBe(0);
    expect(framer.take(utf8('SEND\n\nhello\0'))).toBe(0);
    expect(framer.take(utf8('\n'))).toBe(0);
  });

  test('whose headers have no end is not waited for', () => {
    const framer = new StompFramer();
    for (let n = 0; n < 100; n += 1) framer.take(utf8(`SEND${'x'.repeat(10)}`));
    framer.take(utf8(`SEND\n${'x:y\n'.repeat(20_000)}`));
    expect(framer.take(utf8('SEND\n\n\0'))).toBe(0);
  });
});

describe('whatever the bytes', () => {
  const pieces = fc.array(
    fc.constantFrom(
      'SEND',
      'ACK',
      '\n',
      '\r\n',
      '\0',
      ':',
      'a',
      'content-length:3\n',
      'destination:/a\n',
      '\\c',
      'é',
    ),
    { maxLength: 30 },
  );

  test('a length that cuts a character in half leaves bytes, which no text spells', () => {
    expectLaws(V12, textInput('SEND\ncontent-length:3\n\r\na:é'));
    expect(read('SEND\ncontent-length:3\n\r\na:é')?.fields['body']).toMatchObject({ hex: '613ac3' });
  });

  test('STOMP is no trouble, and reads what its own parser reads', () => {
    fc.assert(
      fc.property(pieces, (all) => {
        const text = all.join('');
        expectLaws(V12, textInput(text));
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(pieces, (all) => {
        const body = all.join('').replaceAll('\0', '');
        const text = `MESSAGE\ndestination:/a\n\n${body}\0`;
        const frames: { command: string; binaryBody: Uint8Array }[] = [];
        new Parser(
          (each) => frames.push(each as never),
          () => undefined,
        ).parseChunk(text);
        const decoded = read(text, ELSEWHERE);
        expect(decoded?.kind).toBe(frames[0]!.command);
        if (decoded?.parts.length === 0)
          expect(decoded.fields['body'] ?? '').toBe(new TextDecoder().decode(frames[0]!.binaryBody));
      }),
    );
  });
});
