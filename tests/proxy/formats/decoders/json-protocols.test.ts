import { describe, expect, test } from 'vitest';
import type { Side } from '../../../../proxy/contract/model.ts';
import type { DecoderContext } from '../../../../proxy/formats/decoders/decoder.ts';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { utf8 } from '../../../support/hex.ts';
import {
  ANYWHERE,
  expectHeartbeatKnown,
  expectSpelled,
  outline,
  readText,
} from '../../../support/protocol-cases.ts';

interface Case {
  readonly text: string;
  readonly reads: readonly string[];
  readonly from?: Side;
  readonly context?: DecoderContext;
  /** What it asks (`? key`) and answers (`! key`). */
  readonly turns?: readonly string[];
  readonly heartbeat?: true;
}

const CDP = { url: 'ws://127.0.0.1:9222/devtools/browser/4e5f', subprotocol: null };
const CENTRIFUGO = { url: 'wss://h.test/connection/websocket', subprotocol: null };
const DISCORD = { url: 'wss://gateway.discord.gg/?v=10&encoding=json', subprotocol: null };

function turnsOf({ text, from = 'server', context = ANYWHERE }: Case): readonly string[] {
  const turns = builtIn.turns(context, { from, opcode: 1, payload: utf8(text) });
  return turns!.map((turn) => ('asks' in turn ? `? ${turn.asks}` : `! ${turn.answers}`));
}

function check(cases: readonly Case[]): void {
  test.each(cases)('$text', (each) => {
    const { text, reads, context = ANYWHERE, from = 'server', turns = [], heartbeat = false } = each;
    const decoded = readText(text, context, from);
    expect(outline(decoded)).toEqual(reads);
    expect(turnsOf(each)).toEqual(turns);
    expect(decoded?.heartbeat).toBe(heartbeat);
    expectSpelled(text, decoded);
    expectHeartbeatKnown(text, context, from);
  });
}

describe('JSON-RPC', () => {
  check([
    {
      text: '{"jsonrpc":"2.0","id":1,"method":"subtract","params":[42,23]}',
      reads: ['jsonrpc subtract: subtract #1 [42,23]'],
      turns: ['? 1'],
    },
    {
      text: '{"jsonrpc":"2.0","result":19,"id":1}',
      reads: ['jsonrpc result: result #1 19'],
      turns: ['! 1'],
    },
    {
      text: '{"jsonrpc":"2.0","method":"update","params":{"a":1}}',
      reads: ['jsonrpc update: update {"a":1}'],
    },
    {
      text: '{"jsonrpc":"2.0","error":{"code":-32601},"id":"x"}',
      reads: ['jsonrpc error: error #x -32601 Method not found'],
      turns: ['! "x"'],
    },
    {
      text: '[{"jsonrpc":"2.0","id":1,"method":"a"},{"jsonrpc":"2.0","id":2,"method":"b"}]',
      reads: ['jsonrpc batch: 2 calls: a #1; b #2', '  jsonrpc a: a #1', '  jsonrpc b: b #2'],
      turns: ['? 1', '? 2'],
    },
    {
      text: '{"id":7,"method":"SUBSCRIBE","params":["btcusdt@trade"]}',
      reads: ['jsonrpc SUBSCRIBE: SUBSCRIBE #7 ["btcusdt@trade"]'],
      turns: ['? 7'],
    },
    { text: '{"result":null,"id":7}', reads: ['jsonrpc result: result #7 null'], turns: ['! 7'] },
    {
      text: '{"jsonrpc":"2.0","id":3,"method":"ping"}',
      reads: ['jsonrpc ping: ping #3'],
      turns: ['? 3'],
      heartbeat: true,
    },
    {
      text: '{"jsonrpc":"2.0","id":3,"method":"login","params":{"password":"hunter2"}}',
      reads: ['jsonrpc login: login #3 {"password":"•••"}'],
      turns: ['? 3'],
    },
  ]);
});

describe('the Chrome DevTools Protocol', () => {
  check([
    {
      text: '{"id":4,"method":"Page.navigate","params":{"url":"about:blank"},"sessionId":"ABCDEF0123"}',
      reads: ['cdp Page.navigate: Page.navigate #4 {"url":"about:blank"}'],
      turns: ['? 4'],
    },
    {
      text: '{"id":4,"result":{"frameId":"F"},"sessionId":"ABCDEF0123"}',
      context: CDP,
      reads: ['cdp result: result #4 {"frameId":"F"}'],
      turns: ['! 4'],
    },
    {
      text: '{"method":"Network.requestWillBeSent","params":{"requestId":"1"}}',
      reads: ['cdp Network.requestWillBeSent: Network.requestWillBeSent {"requestId":"1"}'],
    },
    {
      text: '{"id":5,"error":{"code":-32000,"message":"No target"}}',
      context: { ...ANYWHERE, decoder: 'cdp' },
      reads: ['cdp error: error #5 No target'],
      turns: ['! 5'],
    },
  ]);
});

describe('DDP', () => {
  check([
    {
      text: '{"msg":"connect","version":"1","support":["1"]}',
      reads: ['ddp connect: connect 1'],
      turns: ['? connect'],
    },
    {
      text: '{"msg":"connected","session":"s1"}',
      reads: ['ddp connected: connected s1'],
      turns: ['! connect'],
    },
    {
      text: '{"msg":"method","method":"chat.send","params":["hi"],"id":"3"}',
      reads: ['ddp method: method chat.send #3 ["hi"]'],
      turns: ['? method 3'],
    },
    {
      text: '{"msg":"result","id":"3","result":1}',
      reads: ['ddp result: result #3 1'],
      turns: ['! method 3'],
    },
    {
      text: '{"msg":"sub","id":"a","name":"messages","params":[]}',
      reads: ['ddp sub: sub messages #a []'],
      turns: ['? sub a'],
    },
    { text: '{"msg":"ready","subs":["a"]}', reads: ['ddp ready: ready ["a"]'], turns: ['! sub a'] },
    {
      text: '{"msg":"added","collection":"messages","id":"m","fields":{"text":"hi"}}',
      reads: ['ddp added: added messages m {"text":"hi"}'],
    },
    { text: '{"msg":"ping"}', reads: ['ddp ping: ping'], turns: ['? ping '], heartbeat: true },
    { text: '{"msg":"pong"}', reads: ['ddp pong: pong'], turns: ['! ping '], heartbeat: true },
  ]);
});

describe('Centrifugo', () => {
  check([
    {
      text: '{"connect":{"token":"abc","name":"js"},"id":1}',
      from: 'client',
      reads: ['centrifugo connect: connect #1 {"token":"•••","name":"js"}'],
      turns: ['? 1'],
    },
    {
      text: '{"id":1,"connect":{"client":"c","ping":25}}\n{"push":{"channel":"news","pub":{"data":{"x":1}}}}',
      context: CENTRIFUGO,
      reads: [
        'centrifugo several: 2 at once: connect #1 {"client":"c","ping":25}; push pub news {"x":1}',
        '  centrifugo connect: connect #1 {"client":"c","ping":25}',
        '  centrifugo push pub: push pub news {"x":1}',
      ],
      turns: ['! 1'],
    },
    { text: '{}', context: CENTRIFUGO, reads: ['centrifugo ping: ping'], turns: ['? ping'], heartbeat: true },
    {
      text: '{}',
      from: 'client',
      context: CENTRIFUGO,
      reads: ['centrifugo pong: pong'],
      turns: ['! ping'],
      heartbeat: true,
    },
    {
      text: '{"id":2,"error":{"code":103,"message":"permission denied"}}',
      context: CENTRIFUGO,
      reads: ['centrifugo error: error #2 103 permission denied'],
      turns: ['! 2'],
    },
    {
      text: '{"id":3}',
      context: CENTRIFUGO,
      reads: ['centrifugo reply: reply #3'],
      turns: ['! 3'],
    },
  ]);
});

describe('the gateway of Discord', () => {
  check([
    {
      text: '{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}',
      reads: ['discord Hello: Hello {"heartbeat_interval":41250}'],
    },
    {
      text: '{"op":2,"d":{"token":"Bot abc","intents":7}}',
      context: DISCORD,
      reads: ['discord Identify: Identify {"token":"•••","intents":7}'],
      turns: ['? session'],
    },
    {
      text: '{"t":"READY","s":1,"op":0,"d":{"v":10}}',
      reads: ['discord READY: READY #1 {"v":10}'],
      turns: ['! session'],
    },
    {
      text: '{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{"author":{"username":"ana"},"content":"hi"}}',
      reads: ['discord MESSAGE_CREATE: MESSAGE_CREATE #2 ana: hi'],
    },
    {
      text: '{"op":1,"d":251}',
      context: DISCORD,
      reads: ['discord Heartbeat: Heartbeat 251'],
      turns: ['? heartbeat'],
      heartbeat: true,
    },
    {
      text: '{"t":null,"s":null,"op":11,"d":null}',
      reads: ['discord Heartbeat ACK: Heartbeat ACK'],
      turns: ['! heartbeat'],
      heartbeat: true,
    },
  ]);
});

describe('JSON that only looks like one of them stays JSON', () => {
  test.each([
    '{"id":5,"price":7}',
    '{"id":{"a":1},"method":"x"}',
    '{"id":18,"type":"result","success":true,"result":null}',
    '{"op":"subscribe","args":["a"]}',
    '{"op":1,"d":1,"more":2}',
    '{"op":1,"d":{"rpcVersion":1}}',
    '{"msg":"hello"}',
    '{"method":"update"}',
    '{"push":"notification","id":1}',
    '{"connect":true}',
  ])('%s', (text) => expect(readText(text)?.protocol).toBe('json'));
});
