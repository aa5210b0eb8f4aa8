import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { expectLaws, textInput } from '../../../support/decoder-laws.ts';

const CONTEXT = { url: 'ws://h/', subprotocol: null };

const read = (text: string) => builtIn.decode(CONTEXT, textInput(text));

describe('JSON values on lines of their own', () => {
  test('are parts of one message', () => {
    expect(read('{"type":"trade","p":1}\n{"type":"trade","p":2}\n')).toMatchObject({
      protocol: 'ndjson',
      kind: 'trade',
      summary: '2 lines: {"type":"trade","p":1}',
      fields: { lines: 2 },
      parts: [{ fields: { p: 1 } }, { fields: { p: 2 } }],
    });
    expect(read('{"type":"a"}\r\n\n[1]')).toMatchObject({ kind: 'lines', parts: [{ kind: 'a' }, {}] });
  });

  test('are a heartbeat when all of them are', () => {
    expect(read('{"type":"ping"}\n{"type":"ping"}')?.heartbeat).toBe(true);
    expect(read('{"type":"ping"}\n{"type":"trade"}')?.heartbeat).toBe(false);
  });

  test('show no secret', () => {
    expect(JSON.stringify(read('{"token":"canary"}\n{"token":"canary"}'))).not.toContain('canary');
  });

  test.each(['[\n{"a":1},\n{"b":2}\n]', '[[1],\n[2]]', '{"a":\n{}}', '{"a":1}'])(
    'are not what is one value: %j',
    (text) => expect(read(text)?.protocol).toBe('json'),
  );

  test.each(['{a}\n{b}', '{"a":1}\n{b', '{"a":1} {"b":2}'])('are not %j', (text) =>
    expect(read(text)).toBeNull(),
  );

  test('are no trouble, whatever they are', () => {
    const lines = fc.array(fc.oneof(fc.json({ maxDepth: 2 }), fc.constant('{"type":"ping"}')), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(lines, (all) => expectLaws(CONTEXT, textInput(all.join('\n')))),
      { numRuns: 500 },
    );
  });
});
