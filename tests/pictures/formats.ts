// The same quote in one format after the other, as a server might send it: each is read for what it is.

import { gzipSync } from 'node:zlib';
import { encode as encodeMessagePack } from '@msgpack/msgpack';
import { encode as encodeCbor } from 'cborg';
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { DECODER_SAMPLES } from '../support/decoder-samples.ts';
import type { Motif } from './camera.ts';
import type { Stage } from './stage.ts';

const HOST = 'quotes.example.com';
const QUOTE = {
  type: 'quote',
  symbol: 'ZURN',
  bid: 101.5,
  ask: 101.7,
  venue: { city: 'Zurich', open: true },
};
const TEXT = JSON.stringify(QUOTE);
const SNAPSHOT = JSON.stringify({
  type: 'snapshot',
  day: '2026-11-27',
  quotes: [QUOTE, { ...QUOTE, symbol: 'NESN', bid: 88.2, ask: 88.4 }],
});

const SAMPLES = new Map(DECODER_SAMPLES.map(({ name, payload }) => [name, payload]));

const SAID: readonly (string | Uint8Array)[] = [
  TEXT,
  `${TEXT}\n${TEXT.replace('ZURN', 'NESN')}`,
  encodeMessagePack(QUOTE),
  encodeCbor(QUOTE),
  SAMPLES.get('protobuf')!,
  gzipSync(SNAPSHOT),
  Buffer.from(TEXT).toString('base64'),
  SAMPLES.get('jwt')!,
];

export async function formats(stage: Stage): Promise<Motif> {
  const sockets = new WebSocketServer({ server: await stage.serve(HOST) });
  sockets.on('connection', (socket) => {
    socket.once('message', () => {
      for (const each of SAID) socket.send(each);
    });
  });
  const client = new stage.WebSocket(`wss://${HOST}/feed`);
  stage.onEnd(() => client.terminate());
  await once(client, 'open');
  client.send('{"type":"subscribe","symbols":["ZURN","NESN"]}');
  return { messages: SAID.length + 1, opened: 'snapshot', scrolled: 6 };
}
