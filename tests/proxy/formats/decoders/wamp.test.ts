import { encode as encodeMsgpack } from '@msgpack/msgpack';
import { encode as encodeCbor } from 'cborg';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { utf8 } from '../../../support/hex.ts';
import { ANYWHERE, expectSpelled, readText } from '../../../support/protocol-cases.ts';

const JSON_WAMP = { url: 'ws://h.test/', subprotocol: 'wamp.2.json' };

const turnsOf = (text: string) =>
  builtIn
    .turns(JSON_WAMP, { from: 'server', opcode: 1, payload: utf8(text) })!
    .map((turn) => ('asks' in turn ? `? ${turn.asks}` : `! ${turn.answers}`));

describe('a message of WAMP', () => {
  test.each([
    ['[1,"realm1",{"roles":{}}]', 'HELLO realm1', ['? HELLO ']],
    ['[2,9129137332,{}]', 'WELCOME session 9129137332', ['! HELLO ']],
    ['[3,{},"wamp.error.no_such_realm"]', 'ABORT wamp.error.no_such_realm', ['! HELLO ']],
    ['[4,"wampcra",{}]', 'CHALLENGE wampcra', ['? CHALLENGE ']],
    ['[6,{},"wamp.close.goodbye_and_out"]', 'GOODBYE wamp.close.goodbye_and_out', ['! GOODBYE']],
    ['[8,48,7,{},"com.bad",["x"]]', 'ERROR com.bad #7 ["x"]', ['! CALL 7']],
    ['[16,1,{},"com.topic",["hi"]]', 'PUBLISH com.topic #1 ["hi"]', []],
    ['[16,2,{"acknowledge":true},"com.topic"]', 'PUBLISH com.topic #2', ['? PUBLISH 2']],
    ['[17,2,44,"what"]', 'PUBLISHED #2', ['! PUBLISH 2']],
    ['[17,2,44]', 'PUBLISHED #2', ['! PUBLISH 2']],
    ['[32,3,{},"com.topic"]', 'SUBSCRIBE com.topic #3', ['? SUBSCRIBE 3']],
    ['[33,3,55]', 'SUBSCRIBED #3 subscription 55', ['! SUBSCRIBE 3']],
    ['[36,55,44,{},["hi"],{"a":1}]', 'EVENT subscription 55 ["hi"] {"a":1}', []],
    ['[48,4,{},"com.add",[2,3]]', 'CALL com.add #4 [2,3]', ['? CALL 4']],
    ['[50,4,{"progress":true},[1]]', 'RESULT #4 [1]', []],
    ['[50,4,{},[5]]', 'RESULT #4 [5]', ['! CALL 4']],
    ['[68,5,66,{},[2]]', 'INVOCATION #5 registration 66 [2]', ['? INVOCATION 5']],
    ['[70,5,{},[4]]', 'YIELD #5 [4]', ['! INVOCATION 5']],
  ])('%s', (text, summary, turns) => {
    const decoded = readText(text, JSON_WAMP);
    expect(decoded).toMatchObject({ protocol: 'wamp', kind: summary.split(' ')[0], summary });
    expect(turnsOf(text)).toEqual(turns);
    expectSpelled(text, decoded);
  });

  test('has its elements by their names, and never a signature', () => {
    expect(readText('[5,"s3cr3t",{}]', JSON_WAMP)?.fields).toEqual({
      message: 'AUTHENTICATE',
      signature: '•••',
      extra: {},
    });
    expect(readText('[48,4,{},"com.login",[],{"password":"s3cr3t"}]', JSON_WAMP)?.summary).not.toContain(
      's3cr3t',
    );
  });

  test('is the same in each serialization', () => {
    const message = [48, 4, {}, 'com.add', [2, { a: 'b' }]];
    const read = (subprotocol: string, payload: Uint8Array) =>
      builtIn.decode({ ...ANYWHERE, subprotocol }, { from: 'client', opcode: 2, payload });
    const text = readText(JSON.stringify(message), JSON_WAMP);
    expect(read('wamp.2.msgpack', Uint8Array.from(encodeMsgpack(message)))).toEqual(text);
    expect(read('wamp.2.cbor', Uint8Array.from(encodeCbor(message)))).toEqual(text);
  });

  test.each(['[]', '[999,1]', '{"a":1}', '["1"]'])('is none without a number that there is: %s', (text) =>
    expect(readText(text, JSON_WAMP)?.note).toMatch(/^Not read as WAMP/),
  );
});

test.each([
  ['wamp.2.json', 1, (value: unknown) => utf8(JSON.stringify(value))],
  ['wamp.2.msgpack', 2, (value: unknown) => Uint8Array.from(encodeMsgpack(value))],
  ['wamp.2.cbor', 2, (value: unknown) => Uint8Array.from(encodeCbor(value))],
] as const)('%s: the bytes of a field spell it', (subprotocol, opcode, write) => {
  const input = { from: 'client', opcode, payload: write([48, 4, {}, 'com.add', [2, 'x']]) } as const;
  const context = { ...ANYWHERE, subprotocol };
  const ranges = builtIn.ranges(context, input, builtIn.decode(context, input)!);
  const bytesAt = (name: string) => {
    const { from, to } = ranges.find(({ path }) => path.join('.') === name)!;
    return Buffer.from(input.payload.slice(from, to));
  };
  expect(bytesAt('message')).toEqual(Buffer.from(write(48)));
  expect(bytesAt('procedure')).toEqual(Buffer.from(write('com.add')));
  expect(bytesAt('args.1')).toEqual(Buffer.from(write('x')));
});

test('whatever the bytes, it never throws', () => {
  const lists = fc
    .array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 6 })
    .map((list) => utf8(JSON.stringify([48, ...list])));
  const contexts = fc.constantFrom('wamp.2.json', 'wamp.2.msgpack', 'wamp.2.cbor');
  fc.assert(
    fc.property(
      fc.oneof(lists, fc.uint8Array()),
      contexts,
      fc.constantFrom(1, 2),
      (payload, subprotocol, opcode) => {
        const context = { ...ANYWHERE, subprotocol };
        const input = { from: 'client', opcode, payload } as const;
        const decoded = builtIn.decode(context, input);
        expect(JSON.parse(JSON.stringify(decoded))).toEqual(decoded);
        builtIn.turns(context, input);
        if (decoded) builtIn.ranges(context, input, decoded);
      },
    ),
    { numRuns: 1000 },
  );
});
