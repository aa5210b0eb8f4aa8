// What an Engine.IO URL tells: the protocol's version, the transport, and the session that polls and a later upgrade
// share. https://github.com/socketio/engine.io-protocol

import type { Connection } from './model.ts';

export interface EngineIoQuery {
  /** `EIO`: 3 or 4 nearly always. */
  readonly version: string;
  readonly transport: string;
  /** Null in the first request: its answer gives it. */
  readonly sid: string | null;
}

/** Null: it is no URL of Engine.IO. */
export function engineIoQuery(path: string): EngineIoQuery | null {
  const mark = path.indexOf('?');
  if (mark < 0 || !path.includes('EIO=', mark)) return null;
  const fields = new Map(
    path
      .slice(mark + 1)
      .split('&')
      .map(pairOf),
  );
  const [version, transport] = [fields.get('EIO'), fields.get('transport')];
  if (version === undefined || transport === undefined || !/^\d{1,2}$/.test(version)) return null;
  return { version, transport, sid: fields.get('sid') || null };
}

function pairOf(part: string): readonly [string, string] {
  const sign = part.indexOf('=');
  return sign < 0 ? [part, ''] : [part.slice(0, sign), part.slice(sign + 1)];
}

/** Whether it is one request of the polling transport. */
export function isPoll({ kind, path }: Pick<Connection, 'kind' | 'path'>): boolean {
  return kind === 'http' && engineIoQuery(path)?.transport === 'polling';
}

/** `0{"sid":"…"}`, the first packet of a session; null: it is none. */
export function sidOfOpenPacket(packet: string): string | null {
  if (!packet.startsWith('0{')) return null;
  try {
    const { sid } = JSON.parse(packet.slice(1)) as { sid?: unknown };
    return typeof sid === 'string' && sid !== '' ? sid : null;
  } catch {
    return null;
  }
}

/** Which step from polling to WebSocket a packet is; null: none. */
export function upgradeStep(from: 'client' | 'server', packet: string): 'probe' | 'upgrade' | null {
  if (packet === (from === 'client' ? '2probe' : '3probe')) return 'probe';
  return from === 'client' && packet === '5' ? 'upgrade' : null;
}
