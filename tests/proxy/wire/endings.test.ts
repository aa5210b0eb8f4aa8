// RFC 6455 §7 and RFC 9293 §3.5, §3.6 on the wire: a FIN arrives as a FIN, a reset as a reset, a slow reader slows its
// sender and nobody else, and nobody is cut off for being quiet.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Side } from '../../../proxy/contract/model.ts';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { hex, utf8 } from '../../support/hex.ts';
import { sentBy } from '../../support/masking.ts';
import { findDeadPort } from '../../support/origins.ts';
import { REQUEST } from '../../support/switched.ts';
import { LANES, type Lane, SIDES, type Tap, type Tapped, openTap } from '../../support/tap.ts';
import type { Wire } from '../../support/wire.ts';

let tap: Tap;
beforeAll(async () => void (tap = await openTap()));
afterAll(() => tap.close());

const text = (payload: string) => formatFrame({ opcode: 1, payload: utf8(payload) });

/** Both wires by what a side means to the test: the one that acts, and the other. */
function facing({ client, server }: Tapped, side: Side): { near: Wire; far: Wire } {
  return side === 'client' ? { near: client, far: server } : { near: server, far: client };
}

/** The TCP socket, below TLS where there is TLS. */
function below({ socket }: Wire): net.Socket {
  return (socket as net.Socket & { readonly _parent?: net.Socket })._parent ?? socket;
}

const reset = (wire: Wire) => below(wire).resetAndDestroy();

function resetError({ socket }: Wire): string | undefined {
  const error: NodeJS.ErrnoException | null = socket.errored;
  return error?.code;
}

/** A WebSocket, and the TCP sockets of the proxy's own that carry it. */
async function openWatched(lane: Lane): Promise<{ tapped: Tapped; sockets: net.Socket[] }> {
  const all = new Set<net.Socket>();
  const watch = (message: unknown) => all.add((message as { readonly socket: net.Socket }).socket);
  const channels = ['net.server.socket', 'net.client.socket'];
  for (const channel of channels) subscribe(channel, watch);
  const tapped = await tap.open(lane);
  for (const channel of channels) unsubscribe(channel, watch);
  const sockets = [...all].filter(
    ({ localPort, remotePort }) => localPort === tap.proxy.port || remotePort === tap.originOf(lane).port,
  );
  expect(sockets).toHaveLength(2);
  return { tapped, sockets };
}

/** Of a socket to this port, Linux: `02` is the keep-alive timer, and its time in 1/100 s. */
function keepAliveOf(port: number): number[] {
  const to = new RegExp(
    `^\\s*\\d+: \\w+:\\w+ \\w+:${port.toString(16).padStart(4, '0')} 01 \\S+ 02:(\\w+)`,
    'i',
  );
  const lines = readFileSync('/proc/net/tcp', 'latin1').split('\n');
  return lines.flatMap((line) => {
    const [, time] = to.exec(line) ?? [];
    return time ? [Number.parseInt(time, 16) / 100] : [];
  });
}

describe.each(LANES)('Over %s', (lane) => {
  describe.each(SIDES)('the %s', (side) => {
    const other = side === 'client' ? 'server' : 'client';

    test('closes with a FIN: a FIN arrives, nothing is invented, and the other direction flows on', async () => {
      const tapped = await tap.open(lane);
      const { near, far } = facing(tapped, side);
      await tapped.pass(side, sentBy(side, text('last')));
      near.end();
      expect(await far.ended).toBe('fin');
      for (const word of ['still', 'here']) await tapped.pass(other, sentBy(other, text(word)));
      const { ending } = await tapped.finish();
      expect(ending).toMatchObject({ code: null, cause: 'fin', by: side, clean: false });
      expect(await tapped.lines(other)).toEqual(['text “still”', 'text “here”']);
    });

    test('resets: a reset arrives', async () => {
      const tapped = await tap.open(lane);
      const { near, far } = facing(tapped, side);
      await tapped.pass(side, sentBy(side, text('last')));
      reset(near);
      expect(await far.ended).toBe('reset');
      await far.closed;
      expect(resetError(far)).toBe('ECONNRESET');
      const { ending } = await tapped.connection((row) => row.ending !== null);
      expect(ending).toMatchObject({ code: null, cause: 'reset', by: side, clean: false });
    });

    test('leaves without a close_notify: a FIN is a FIN', async () => {
      const tapped = await tap.open(lane);
      const { near, far } = facing(tapped, side);
      below(near).end();
      expect(await far.ended).toBe('fin');
      far.end();
      const { ending } = await tapped.connection((row) => row.ending !== null);
      expect(ending).toMatchObject({ code: null, cause: 'fin', by: side });
    });

    test('resets in the middle of a frame: what had come stands in the list', async () => {
      const tapped = await tap.open(lane);
      const { near, far } = facing(tapped, side);
      await tapped.pass(side, sentBy(side, hex('81 05 48 65')));
      reset(near);
      expect(await far.ended).toBe('reset');
      await tapped.connection((row) => row.ending !== null);
      expect(await tapped.lines()).toEqual(['text “He” unfinished truncated-frame (RFC 6455 7.1.7)']);
    });

    test('resets when it has closed its half: a reset arrives', async () => {
      const tapped = await tap.open(lane);
      const { near, far } = facing(tapped, side);
      near.end();
      expect(await far.ended).toBe('fin');
      reset(near);
      far.send(sentBy(other, text('into the void'))); // nobody hears of the reset of a closed half before writing to it
      const { ending } = await tapped.connection((row) => row.ending !== null);
      expect(ending).toMatchObject({ cause: 'reset', by: side });
      far.send(sentBy(other, text('nor does it')));
      await far.closed;
    });

    test('sends a Close frame and closes: the codes are those of the peers', async () => {
      const tapped = await tap.open(lane);
      await tapped.pass(side, sentBy(side, hex('88 02 03 e9')));
      await tapped.pass(other, sentBy(other, hex('88 02 03 e9')));
      const { ending } = await tapped.finish();
      expect(ending).toMatchObject({ code: 1001, cause: 'close-frame', by: side, clean: true });
    });

    test('does not read: its sender stalls, others do not, and nothing is lost', async () => {
      const { tapped, sockets } = await openWatched(lane);
      const { near, far } = facing(tapped, side);
      const others = await tap.open(lane);
      near.socket.pause();
      const stream = sentBy(other, formatFrame({ opcode: 2, payload: new Uint8Array(32 << 20) }));
      far.send(stream);
      for (let i = 0; i < 100; i += 1) {
        await others.pass('client', sentBy('client', text('?')));
        await others.pass('server', text('!'));
      }
      const held = sockets.map(({ readableLength, writableLength }) => readableLength + writableLength);
      expect(Math.max(...held)).toBeLessThanOrEqual(1 << 20);
      expect(far.socket.writableLength).toBeGreaterThan(0); // more than all kernel buffers on the way hold
      near.socket.resume();
      expect((await near.take(stream.length)).equals(stream)).toBe(true);
      await tapped.finish();
    });
  });

  test('an origin that is dead is named in a readable answer and in the list', async () => {
    const port = await findDeadPort();
    const { client, target } = await tap.reach(lane, port);
    const path = `/dead/${lane.length}`;
    client.send(`GET ${target(path)} HTTP/1.1\r\n${REQUEST}\r\n`);
    const answer = (await client.takeAll()).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(answer).toContain(`origin.test:${port} refused the connection.`);
    const { failure } = await tap.recordOf(path).connection(({ ending }) => ending !== null);
    expect(failure).toMatchObject({ code: 'ECONNREFUSED', hint: expect.stringMatching(/./) });
  });

  test('an origin that resets instead of answering is said to have reset', async () => {
    const { client, server, connection } = await tap.ask(lane);
    await server.takeHead();
    reset(server);
    expect((await client.takeAll()).toString()).toContain('reset the connection before it answered');
    const { failure, ending } = await connection((row) => row.ending !== null);
    expect(failure).toMatchObject({ code: 'ECONNRESET' });
    expect(ending).toMatchObject({ by: 'server' });
  });

  test('an origin that never answers is left alone as soon as the client leaves', async () => {
    const { client, server, connection } = await tap.ask(lane);
    await server.takeHead();
    client.socket.destroy();
    await server.ended;
    expect((await connection(({ ending }) => ending !== null)).failure).toMatchObject({
      code: 'CLIENT_LEFT',
    });
  });

  test('nobody is cut off for being quiet: no socket of ours has a timeout', async () => {
    const { tapped, sockets } = await openWatched(lane);
    expect(sockets.map(({ timeout }) => timeout ?? 0)).toEqual([0, 0]);
    await tapped.finish();
  });

  test.skipIf(process.platform !== 'linux')(
    'the way to an origin that is quiet is kept open in routers, as browsers keep it (45 s)',
    async () => {
      const tapped = await tap.open(lane);
      const times = () => keepAliveOf(tap.originOf(lane).port);
      await expect.poll(() => times().some((time) => time > 40 && time <= 45)).toBe(true);
      await tapped.finish();
    },
  );
});
