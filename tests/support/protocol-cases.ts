// What is asked of every decoder that reads text: its messages one by one, and that what it says they spell they do.

import { expect } from 'vitest';
import type { Decoded, Side } from '../../proxy/contract/model.ts';
import type { DecoderContext } from '../../proxy/formats/decoders/decoder.ts';
import { builtIn } from '../../proxy/formats/decoders/registry.ts';
import { utf8 } from './hex.ts';

export const ANYWHERE: DecoderContext = { url: 'ws://h.test/', subprotocol: null };

export function readText(
  text: string,
  context: DecoderContext = ANYWHERE,
  from: Side = 'server',
): Decoded | null {
  return builtIn.decode(context, { from, opcode: 1, payload: utf8(text) });
}

/** `protocol kind: summary`; the parts below it. */
export function outline(decoded: Decoded | null): readonly string[] {
  if (!decoded) return [];
  const { protocol, kind, summary, parts } = decoded;
  return [`${protocol} ${kind}: ${summary}`, ...parts.flatMap(outline).map((line) => `  ${line}`)];
}

/** Every single value that is there, with its path. */
function* scalars(value: unknown, path: readonly string[] = []): Generator<[readonly string[], string]> {
  if (Array.isArray(value))
    for (const [n, each] of value.entries()) yield* scalars(each, [...path, String(n)]);
  else if (typeof value === 'object' && value !== null)
    for (const [key, each] of Object.entries(value)) yield* scalars(each, [...path, key]);
  else yield [path, String(value)];
}

function spells(payload: string, spellings: readonly string[] | null): boolean {
  if (spellings === null || payload.includes('\\')) return true;
  return spellings.some((text) => payload.toLowerCase().includes(text.toLowerCase()));
}

/** A filter by any kind or field of the message would not have passed it over. */
export function expectSpelled(payload: string, decoded: Decoded | null): void {
  if (!decoded) return;
  const kind = builtIn.spellings(null, false, decoded.kind);
  expect([decoded.kind, spells(payload, kind)]).toEqual([decoded.kind, true]);
  for (const [path, text] of scalars(decoded.fields)) {
    for (const asked of [text, null]) {
      for (const [named, rooted] of [[path, true] as const, [[decoded.protocol, ...path], false] as const]) {
        const found = spells(payload, builtIn.spellings(named, rooted, asked));
        expect([named, asked, found]).toEqual([named, asked, true]);
      }
    }
  }
  for (const part of decoded.parts) expectSpelled(payload, part);
}

/** What is said of heartbeats without decoding is what decoding says. */
export function expectHeartbeatKnown(payload: string, context: DecoderContext, from: Side): void {
  const input = { from, opcode: 1, payload: utf8(payload) } as const;
  expect(builtIn.isHeartbeat(context, input)).toBe(builtIn.decode(context, input)?.heartbeat ?? false);
}
