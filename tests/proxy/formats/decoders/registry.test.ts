import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';

const CONTEXTS = [
  { url: 'wss://irc-ws.chat.twitch.tv/', subprotocol: null },
  { url: 'ws://h/', subprotocol: 'irc' },
  { url: 'not a url', subprotocol: null },
];

describe('decoding a message', () => {
  it('never throws, whatever the bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...CONTEXTS), bytes, fc.nat(15), (context, payload, opcode) => {
        expect(() => builtIn.decode(context, { from: 'server', opcode, payload })).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws on JSON, and gives what can be written as JSON again', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const decoded = builtIn.decode(CONTEXTS[2]!, {
          from: 'client',
          opcode: 1,
          payload: new TextEncoder().encode(text),
        });
        expect(JSON.parse(JSON.stringify(decoded))).toBeDefined();
      }),
    );
  });

  it('leaves control frames, empty messages and bytes that are no text alone', () => {
    const payload = new TextEncoder().encode('PING :a');
    expect(builtIn.decode(CONTEXTS[0]!, { from: 'server', opcode: 9, payload })).toBeNull();
    expect(builtIn.decode(CONTEXTS[0]!, { from: 'server', opcode: 1, payload: new Uint8Array() })).toBeNull();
    expect(
      builtIn.decode(CONTEXTS[0]!, { from: 'server', opcode: 2, payload: Uint8Array.of(0x50, 0xff) }),
    ).toBeNull();
  });

  it('prefers what the connection says to what the text looks like', () => {
    const payload = new TextEncoder().encode('PING :{"type":"x"}');
    expect(
      builtIn.decode({ url: 'ws://h/', subprotocol: 'irc' }, { from: 'server', opcode: 2, payload })
        ?.protocol,
    ).toBe('irc');
  });
});
