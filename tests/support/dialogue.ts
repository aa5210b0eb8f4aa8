// A test as a dialogue: these bytes arrive from one side, these messages come out.

import { opcodeName } from '../../proxy/protocol/frame.ts';
import type { DeflateSide } from '../../proxy/protocol/deflate.ts';
import {
  type Message,
  type Observer,
  type ObserverLimits,
  createObserver,
} from '../../proxy/protocol/observer.ts';
import { createInflater } from '../../proxy/capture/inflate.ts';
import { concat, formatHex } from './hex.ts';

export interface Scene {
  readonly from: 'client' | 'server';
  /** Permessage-deflate was negotiated so for this side. */
  readonly deflate?: DeflateSide;
  readonly unknownExtension?: boolean;
  readonly limits?: Partial<ObserverLimits>;
}

/** What came out of one message. */
export interface Observation {
  readonly type: string;
  /** See `show`. */
  readonly payload: string;
  readonly headers: string;
  readonly frames: number;
  readonly length: number;
  readonly wireLength: number;
  readonly compressed: boolean;
  readonly complete: boolean;
  readonly dropped: number;
  readonly rules: readonly string[];
  readonly close: readonly [code: number | null, reason: string] | null;
}

export interface Listener {
  readonly observer: Observer;
  /** Finished messages, in the order in which they began. */
  heard(): Observation[];
}

/** Listens to one direction; the two functions hear parts and finished messages as the sink does. */
export function listen(
  scene: Scene,
  onPayload: (bytes: Uint8Array) => void = () => {},
  onMessage: (message: Message) => void = () => {},
): Listener {
  const payloads = new Map<Message, Uint8Array[]>();
  const finished: Message[] = [];
  let seq = 0;
  const observer = createObserver({
    from: scene.from,
    sink: {
      payload: (message, bytes) => {
        const parts = payloads.get(message) ?? [];
        payloads.set(message, parts);
        parts.push(Uint8Array.from(bytes));
        onPayload(bytes);
      },
      message: (message) => {
        finished.push(message);
        onMessage(message);
      },
    },
    nextSeq: () => ++seq,
    inflater: scene.deflate ? createInflater(scene.deflate) : null,
    unknownExtension: scene.unknownExtension ?? false,
    limits: scene.limits ?? {},
  });
  const heard = () =>
    finished
      .toSorted((a, b) => a.seq - b.seq)
      .map((message) => observed(message, concat(...(payloads.get(message) ?? []))));
  return { observer, heard };
}

function observed(message: Message, payload: Uint8Array): Observation {
  return {
    type: opcodeName(message.opcode),
    payload: show(payload),
    headers: formatHex(message.headers),
    frames: message.frames,
    length: message.length,
    wireLength: message.wireLength,
    compressed: message.compressed,
    complete: message.complete,
    dropped: message.dropped,
    rules: message.violations.map(({ rule }) => rule),
    close: opcodeName(message.opcode) === 'close' ? [message.closeCode, message.closeReason] : null,
  };
}

/** Text where every byte is printable ASCII, else spaced hex; of more than 64 KiB just the length. */
export function show(payload: Uint8Array): string {
  if (payload.length > 65_536) return `(${payload.length} bytes)`;
  const printable = payload.every((byte) => byte >= 0x20 && byte < 0x7f);
  return printable ? String.fromCharCode(...payload) : formatHex(payload);
}

/** Everything that comes out of a stream which arrives in these pieces and then ends. */
export function observe(scene: Scene, pieces: Iterable<Uint8Array>): Observation[] {
  const { observer, heard } = listen(scene);
  for (const piece of pieces) observer.push(Uint8Array.from(piece), 0); // it may be unmasked in place
  observer.end(0);
  return heard();
}

/** Every byte in a piece of its own. */
export function* byteByByte(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let i = 0; i < bytes.length; i++) yield bytes.subarray(i, i + 1);
}

/** Cut at these offsets, in any order. */
export function cutAt(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const cuts = [0, ...offsets.map((offset) => Math.min(offset, bytes.length)), bytes.length];
  cuts.sort((a, b) => a - b);
  return cuts.slice(1).map((cut, index) => bytes.subarray(cuts[index], cut));
}
