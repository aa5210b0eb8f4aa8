// WebSockets through the real proxy into a real archive, with raw sockets at both ends: a test sends bytes at one end,
// takes them at the other, and reads what was recorded. No WebSocket library anywhere.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { CaptureOptions } from '../../proxy/capture/capture.ts';
import type { Connection, ConnectionDetail, MessageRow, Side } from '../../proxy/contract/model.ts';
import { opcodeName } from '../../proxy/protocol/frame.ts';
import { type Rig, startRig } from './archive-rig.ts';
import { show } from './dialogue.ts';
import { type OpenCapture, openCapture, temporaryAuthority } from './open-capture.ts';
import { type Origin, openOrigin, openTlsOrigin } from './origins.ts';
import { REQUEST, SWITCHING } from './switched.ts';
import type { Wire } from './wire.ts';

/** The ways of a WebSocket through a proxy. */
export const LANES = ['ws by absolute URI', 'ws in CONNECT', 'wss in CONNECT'] as const;
export type Lane = (typeof LANES)[number];

export const SIDES = ['client', 'server'] as const;

export interface Tap {
  readonly rig: Rig;
  readonly proxy: OpenCapture;
  /** The one that a lane leads to. */
  originOf(lane: Lane): Origin;
  /** The rows of connections by the path that they asked for. */
  recordOf(path: string): Recorded;
  /** A client that may send its head now, for the lane's origin or for another port; and the URI to ask for. */
  reach(lane: Lane, port?: number): Promise<Reached>;
  /** Both sockets, when the client has asked with these fields; the origin has not read its head. */
  ask(lane: Lane, fields?: string, version?: string): Promise<Asked>;
  /** Both sockets after a handshake, with these fields beside the usual ones. */
  open(lane: Lane, more?: { readonly request?: string; readonly answer?: string }): Promise<Tapped>;
  close(): Promise<void>;
}

export interface Reached {
  readonly client: Wire;
  /** The request target of a path. */
  target(path: string): string;
}

export interface Recorded {
  /** Its row, once that is as wanted. */
  connection(wanted?: (connection: Connection) => boolean): Promise<ConnectionDetail>;
  /** What was recorded of one side, or of both, in order. */
  messages(from?: Side): Promise<MessageRow[]>;
  /** The same, one line a message: `text “Hello”`, and what is not as usual. */
  lines(from?: Side): Promise<string[]>;
}

export interface Asked extends Recorded {
  readonly client: Wire;
  readonly server: Wire;
  /** The head as the origin must get it. */
  readonly head: string;
}

export interface Tapped extends Asked {
  /** Sends the bytes as this side, and takes them at the other: they are the same. */
  pass(from: Side, bytes: Uint8Array): Promise<void>;
  /** Both sides close: nothing more comes out at either. */
  finish(): Promise<ConnectionDetail>;
}

export async function openTap(options: Partial<CaptureOptions> = {}): Promise<Tap> {
  const folder = mkdtempSync(join(tmpdir(), 'framescope-test-'));
  const rig = await startRig(join(folder, 'tap.framescope'));
  const [authority, originAuthority] = await Promise.all([temporaryAuthority(), temporaryAuthority()]);
  const origins = {
    plain: await openOrigin(),
    secure: await openTlsOrigin(await originAuthority.leafFor('origin.test')),
  };
  const proxy = await openCapture(authority, {
    sink: rig.archive.log,
    extraCa: [originAuthority.pem],
    resolve: [{ host: 'origin.test', port: 0, address: '127.0.0.1' }],
    ...options,
  });
  let asked = 0;

  const originOf = (lane: Lane) => (lane === 'wss in CONNECT' ? origins.secure : origins.plain);
  const reach = async (lane: Lane, port = originOf(lane).port): Promise<Reached> => {
    const place = `origin.test:${port}`;
    if (lane === 'ws by absolute URI')
      return { client: await proxy.connect(), target: (path) => `http://${place}${path}` };
    const client = await (lane === 'ws in CONNECT' ? proxy.tunnel(place) : proxy.secure(place));
    return { client, target: (path) => path };
  };
  const ask = async (lane: Lane, fields = REQUEST, version = 'HTTP/1.1'): Promise<Asked> => {
    const path = `/${(asked += 1)}`;
    const { client, target } = await reach(lane);
    const headFor = (uri: string) => `GET ${uri} ${version}\r\n${fields}\r\n`;
    client.send(headFor(target(path)));
    const server = await originOf(lane).next();
    return { client, server, head: headFor(path), ...recordOf(rig, path) };
  };
  return {
    rig,
    proxy,
    originOf,
    recordOf: (path) => recordOf(rig, path),
    reach,
    ask,
    async open(lane, { request = '', answer = '' } = {}) {
      const one = await ask(lane, REQUEST + request);
      expect(await one.server.takeHead()).toBe(one.head);
      const head = `${SWITCHING}${answer}\r\n`;
      one.server.send(head);
      expect(await one.client.takeHead()).toBe(head);
      return tapped(one);
    },
    async close() {
      await proxy.capture.close();
      await Promise.all([origins.plain.close(), origins.secure.close(), rig.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}

function tapped(asked: Asked): Tapped {
  const { client, server } = asked;
  return {
    ...asked,
    async pass(from, bytes) {
      const [sender, receiver] = from === 'client' ? [client, server] : [server, client];
      sender.send(bytes);
      expect((await receiver.take(bytes.length)).equals(bytes)).toBe(true);
    },
    async finish() {
      client.end();
      server.end();
      const rest = await Promise.all([client.takeAll(), server.takeAll()]);
      expect(rest.map(String)).toEqual(['', '']);
      return asked.connection(({ ending }) => ending !== null);
    },
  };
}

/** What the archive knows of the connection that asked for this path. */
function recordOf(rig: Rig, path: string): Recorded {
  const connection: Recorded['connection'] = async (wanted = () => true) => {
    const matches = (row: Connection) => row.path === path && wanted(row);
    await rig.archive.settle();
    const known = (await rig.calls.connections()).find(matches);
    if (known) return rig.calls.connection(known.id);
    const { connections } = await rig.until((change) => change.connections.some(matches));
    return rig.calls.connection(connections.find(matches)!.id);
  };
  const messages: Recorded['messages'] = async (from) => {
    const { id } = await connection();
    const rows = await rig.rows([id]);
    return rows.filter((row) => from === undefined || row.from === from);
  };
  const lines: Recorded['lines'] = async (from) =>
    Promise.all((await messages(from)).map(async (row) => lineOf(row, await rig.payload(row.seq))));
  return { connection, messages, lines };
}

function lineOf(row: MessageRow, payload: Uint8Array): string {
  const { opcode, closeCode, frames, compressed, complete, dropped, violations } = row;
  const words = [
    opcodeName(opcode),
    closeCode === null ? '' : String(closeCode),
    `“${show(payload)}”`,
    frames === 1 ? '' : `${frames} frames`,
    compressed ? 'compressed' : '',
    dropped === 0 ? '' : `${dropped} dropped`,
    complete ? '' : 'unfinished',
    ...violations.map(({ rule, section }) => `${rule} (${section})`),
  ];
  return words.filter((word) => word !== '').join(' ');
}
