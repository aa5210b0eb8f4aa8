import { describe, expect, test } from 'vitest';
import { NO_DECODER } from '../../../../proxy/contract/decoder-choice.ts';
import { CONFIDENCE, type Decoder } from '../../../../proxy/formats/decoders/decoder.ts';
import { type Choice, Decoders } from '../../../../proxy/formats/decoders/decoders.ts';
import { utf8 } from '../../../support/hex.ts';

const CONTEXT = { url: 'ws://h.test/', subprotocol: null, host: 'h.test' };

/** Reads `name:…`; what follows is inside. */
function decoder(name: string, over: Partial<Decoder> = {}): Decoder {
  return {
    name,
    label: name.toUpperCase(),
    reads: 'text',
    recognises: (_context, { text }) => (text?.startsWith(name) ? CONFIDENCE.likely : CONFIDENCE.none),
    decode(message) {
      const inner = message.inner(message.text!.slice(name.length + 1));
      const summary = message.text!;
      return {
        protocol: name,
        kind: name,
        summary,
        heartbeat: false,
        fields: {},
        parts: inner ? [inner] : [],
      };
    },
    spellings: () => [],
    heartbeat: null,
    ...over,
  };
}

const read = (decoders: readonly Decoder[], text: string, choice?: Choice) =>
  new Decoders(decoders, choice).decode(CONTEXT, { from: 'server', opcode: 1, payload: utf8(text) });

describe('a message', () => {
  test('that its protocol cannot read is read by the next, with a note why', () => {
    const strict = decoder('a', { decode: () => ({ unread: 'the length is missing' }) });
    const lax = decoder('ab', { recognises: () => CONFIDENCE.guess });
    expect(read([strict, lax], 'ab')).toMatchObject({
      protocol: 'ab',
      note: 'Not read as A: the length is missing.',
    });
  });

  test('that none can read is malformed, which is said', () => {
    const strict = decoder('a', { decode: () => ({ unread: 'the length is missing' }) });
    expect(read([strict], 'a')).toMatchObject({
      protocol: 'a',
      kind: 'malformed',
      summary: 'malformed A: the length is missing',
    });
  });

  test('that none can read is found by its kind, which it does not spell', () => {
    expect(new Decoders([decoder('a')]).spellings(null, false, 'Malformed')).toBeNull();
    expect(new Decoders([decoder('a')]).spellings(null, false, 'trade')).toEqual([]);
  });

  test('that makes a parser throw is no exception', () => {
    const throws = decoder('a', {
      decode() {
        throw new RangeError('Offset is outside the bounds of the DataView.\nat…');
      },
    });
    expect(read([throws, decoder('a')], 'a')).toMatchObject({
      kind: 'a',
      note: 'Not read as A: Offset is outside the bounds of the DataView.',
    });
  });

  test('is asked once whose it is, to be read or to be told from a heartbeat', () => {
    let asked = 0;
    const counting = decoder('a', { recognises: () => (asked += 1) && CONFIDENCE.likely });
    const decoders = new Decoders([counting]);
    const input = { from: 'server', opcode: 1, payload: utf8('a') } as const;
    expect(decoders.isHeartbeat(CONTEXT, input)).toBe(false);
    expect(asked).toBe(1);
    decoders.decode(CONTEXT, input);
    expect(asked).toBe(2);
  });

  test('on which a decoder fails to say whose it is, is left to the others', () => {
    const throws = decoder('throws', {
      recognises() {
        throw new RangeError('Offset is outside the bounds of the DataView.');
      },
    });
    expect(read([throws, decoder('a')], 'a')?.protocol).toBe('a');
    const input = { from: 'server', opcode: 1, payload: utf8('a') } as const;
    const decoders = new Decoders([throws, decoder('a')]);
    expect(decoders.decode({ ...CONTEXT, decoder: 'throws' }, input)?.protocol).toBe('a');
  });

  test('that is not of the protocol after all is left to the next, and nothing is to be said', () => {
    const shy = decoder('a', { decode: () => null, recognises: () => CONFIDENCE.shape });
    expect(read([shy, decoder('a')], 'a')).not.toHaveProperty('note');
    expect(read([shy], 'a')).toBeNull();
  });

  test('inside another unfolds, four deep at most', () => {
    const depth = (text: string) => {
      let [deep, at] = [0, read([decoder('a'), decoder('b')], text)];
      for (; at; at = at.parts[0] ?? null) deep += 1;
      return deep;
    };
    expect(depth('a:b:a')).toBe(3);
    expect(depth('a:'.repeat(30))).toBe(5);
  });

  test('is looked at by the decoders of its opcode alone', () => {
    const binary = decoder('a', { reads: 'binary', recognises: () => CONFIDENCE.subprotocol });
    expect(read([binary], 'a')).toBeNull();
  });
});

describe('which decoder reads it', () => {
  const sure = decoder('sure', { recognises: () => CONFIDENCE.url });
  const likely = decoder('likely', { recognises: () => CONFIDENCE.likely });
  const also = decoder('also', { recognises: () => CONFIDENCE.likely });

  test('is the surest; of those equally sure the first', () => {
    expect(read([likely, sure], 'x')?.protocol).toBe('sure');
    expect(read([likely, also], 'x')?.protocol).toBe('likely');
  });

  test('is rather the one that has recognised the connection', () => {
    const decoders = new Decoders([likely, also]);
    const input = { from: 'server', opcode: 1, payload: utf8('x') } as const;
    expect(decoders.decode({ ...CONTEXT, decoder: 'also' }, input)?.protocol).toBe('also');
  });

  test('is the one that was chosen for host and side, whatever it looks like', () => {
    const chosen: Choice = (host, from) => (host === 'h.test' && from === 'server' ? 'likely' : null);
    expect(read([sure, likely], 'x', chosen)?.protocol).toBe('likely');
    expect(read([sure, likely], 'x', () => NO_DECODER)).toBeNull();
    expect(read([sure, likely], 'x', () => 'gone')?.protocol).toBe('sure');
  });

  test('is another, with a note, where the chosen one cannot read it', () => {
    const chosen = decoder('chosen', {
      decode: () => ({ unread: 'it ends too early' }),
      recognises: () => 0,
    });
    expect(read([chosen, likely], 'x', () => 'chosen')).toMatchObject({
      protocol: 'likely',
      note: 'Not read as CHOSEN: it ends too early.',
    });
  });
});
