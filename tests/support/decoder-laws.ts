// What every decoder promises, asked of one message: it never throws, what comes out can cross a wire and is in
// proportion, heartbeats and fields are spelled as it says, byte ranges lie in the payload.

import { expect } from 'vitest';
import type { Decoded } from '../../proxy/contract/model.ts';
import type { DecoderContext, DecoderInput } from '../../proxy/formats/decoders/decoder.ts';
import { builtIn } from '../../proxy/formats/decoders/registry.ts';
import { utf8 } from './hex.ts';

/** Bytes of fields for each byte of payload. */
const PROPORTION = 200;

export function textInput(text: string, from: DecoderInput['from'] = 'server'): DecoderInput {
  return { from, opcode: 1, payload: utf8(text) };
}

export function expectLaws(context: DecoderContext, input: DecoderInput): void {
  const decoded = builtIn.decode(context, input);
  const json = JSON.stringify(decoded);
  expect(JSON.parse(json)).toEqual(decoded);
  expect(json.length).toBeLessThanOrEqual(PROPORTION * (input.payload.length + 10));
  builtIn.turns(context, input);
  expect(builtIn.isHeartbeat(context, input)).toBe(decoded?.heartbeat ?? false);
  if (!decoded) return;
  for (const { from, to } of builtIn.ranges(context, input, decoded)) {
    expect(0 <= from && from < to && to <= input.payload.length).toBe(true);
  }
  if (input.opcode === 1) expectSpelled(new TextDecoder().decode(input.payload), decoded);
}

/** What the bytes at the range of a field say. */
export function spelledAt(context: DecoderContext, input: DecoderInput, ...path: string[]): string | null {
  const decoded = builtIn.decode(context, input);
  const ranges = decoded ? builtIn.ranges(context, input, decoded) : [];
  const range = ranges.find((each) => each.path.join('.') === path.join('.'));
  return range ? new TextDecoder().decode(input.payload.subarray(range.from, range.to)) : null;
}

/** Every field that is there, as a filter would ask for it. */
function* scalars(value: unknown, path: readonly string[] = []): Generator<[readonly string[], string]> {
  if (Array.isArray(value))
    for (const [n, each] of value.entries()) yield* scalars(each, [...path, String(n)]);
  else if (typeof value === 'object' && value !== null)
    for (const [key, each] of Object.entries(value)) yield* scalars(each, [...path, key]);
  else yield [path, String(value)];
}

function expectSpelled(text: string, decoded: Decoded): void {
  if (text.includes('\\')) return;
  const spells = (spellings: readonly string[] | null) =>
    spellings === null || spellings.some((each) => text.toLowerCase().includes(each.toLowerCase()));
  const { kind, protocol, fields } = decoded;
  const missed = spells(builtIn.spellings(null, false, kind)) ? [] : [`kind ${kind}`];
  for (const [path, value] of scalars(fields)) {
    for (const asked of [value, null]) {
      const found = [
        builtIn.spellings(path, true, asked),
        builtIn.spellings([protocol, ...path], false, asked),
      ];
      if (!found.every(spells)) missed.push(`${path.join('.')}: ${asked}`);
    }
  }
  expect(missed).toEqual([]);
  for (const part of decoded.parts) expectSpelled(text, part);
}
