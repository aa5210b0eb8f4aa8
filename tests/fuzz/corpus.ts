// The recorded dialogues (record.ts makes them), taken apart into what each target begins with: heads, frames, bodies,
// compressed payloads, messages. It knows nothing of what becomes of them.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInflater } from '../../proxy/capture/inflate.ts';
import { negotiated } from '../../proxy/protocol/deflate.ts';
import {
  combinedValue,
  findHeadEnd,
  parseRequestHead,
  parseResponseHead,
} from '../../proxy/protocol/http-head.ts';
import { createObserver } from '../../proxy/protocol/observer.ts';
import { concat, utf8 } from '../support/hex.ts';

interface Recording {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

const FOLDER = join(import.meta.dirname, 'corpus');

function read(file: string): Uint8Array {
  return Uint8Array.from(readFileSync(join(FOLDER, file)));
}

const recordings: readonly Recording[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.client.bin'))
  .map((file) => ({ client: read(file), server: read(file.replace('.client.', '.server.')) }));

const SIDES = ['client', 'server'] as const;

const headOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, findHeadEnd(bytes));
const afterHead = (bytes: Uint8Array): Uint8Array => bytes.subarray(findHeadEnd(bytes));

const upgraded = recordings.filter(({ server }) => parseResponseHead(server)?.status === 101);

/** Long enough to show what there is, short enough to be read a million times. */
const LONGEST = 3000;

/** The first head of each direction. */
export const HEADS = recordings.flatMap(({ client, server }) => [headOf(client), headOf(server)]);

/** A request's head and its answer's, one after the other. */
export const HANDSHAKES = recordings.map(({ client, server }) => concat(headOf(client), headOf(server)));

/** Heads with what follows them: bodies, more heads, or frames. */
export const ANSWERS = recordings.map(({ server }) => server.subarray(0, LONGEST));

/** Both directions of what follows a 101. */
export const FRAMES = upgraded.flatMap((recording) =>
  SIDES.map((side) => afterHead(recording[side]).subarray(0, LONGEST)),
);

/** The values of `Sec-WebSocket-Extensions`. */
function extensionsOf({ client, server }: Recording): [answered: string | null, offered: string | null] {
  const heads = [parseResponseHead(server), parseRequestHead(client)];
  const [answered, offered] = heads.map((head) =>
    combinedValue(head?.headers ?? [], 'Sec-WebSocket-Extensions'),
  );
  return [answered ?? null, offered ?? null];
}

const BROWSER_OFFER = 'permessage-deflate; client_max_window_bits';

/** What was answered, a line feed, what was offered. */
export const EXTENSIONS = [
  ...upgraded.map((recording) =>
    utf8(
      extensionsOf(recording)
        .map((value) => value ?? '')
        .join('\n'),
    ),
  ),
  utf8(`permessage-deflate; server_max_window_bits=10; client_max_window_bits="12"\n${BROWSER_OFFER}`),
  utf8(`x-webkit-deflate-frame; no_context_takeover\nx-webkit-deflate-frame, ${BROWSER_OFFER}`),
  utf8('a; b="c, \\"d;e", f\na, f;g=1'),
];

type Wanted = 'data' | 'close' | 'compressed';

/** Every payload of a direction: data messages inflated, or Close frames, or compressed ones as they were sent. */
function payloadsOf(recording: Recording, side: 'client' | 'server', wanted: Wanted): Uint8Array[] {
  const parts = new Map<number, { bytes: Uint8Array; kind: Wanted }>();
  const agreed = wanted === 'compressed' ? null : negotiated(...extensionsOf(recording));
  const deflate = agreed?.kind === 'deflate' ? agreed[side] : null;
  let seq = 0;
  const observer = createObserver({
    from: side,
    nextSeq: () => (seq += 1),
    inflater: deflate && createInflater(deflate),
    sink: {
      payload: (message, bytes) => {
        const raw = message.violations.some(({ rule }) => rule === 'reserved-bit');
        const kind = message.opcode === 8 ? 'close' : raw ? 'compressed' : 'data';
        parts.set(message.seq, { bytes: Uint8Array.from(bytes), kind });
      },
      message: () => undefined,
    },
  });
  observer.push(Uint8Array.from(afterHead(recording[side])), 0);
  return [...parts.values()].filter(({ kind }) => kind === wanted).map(({ bytes }) => bytes);
}

function payloads(wanted: Wanted): Uint8Array[] {
  const all = upgraded.flatMap((recording) => SIDES.flatMap((side) => payloadsOf(recording, side, wanted)));
  const distinct = new Map(all.map((bytes) => [Buffer.from(bytes).toString('latin1'), bytes]));
  return [...distinct.values()].filter(({ length }) => length <= LONGEST);
}

/** Payloads of text and binary messages, as they were meant. */
export const MESSAGES = payloads('data');

/** Payloads of Close frames. */
export const CLOSES = payloads('close');

/** Payloads as permessage-deflate sent them. */
export const COMPRESSED = payloads('compressed');
