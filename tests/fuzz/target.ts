// What is fuzzed: something that reads bytes, real bytes to begin with, and the laws that it keeps for any.

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { byteByByte, cutAt } from '../support/dialogue.ts';

export interface Case {
  readonly stream: Uint8Array;
  /** Where the bytes are cut into pieces; `every` is byte by byte. */
  readonly cuts: readonly number[] | 'every';
  /** Picks one of the target's circumstances, such as the side or what was negotiated. */
  readonly variant: number;
}

export interface Target {
  /** What must hold, as a sentence about the target. */
  readonly law: string;
  readonly seeds: readonly Uint8Array[];
  /** Throws when a law is broken, or when what it calls throws: nothing here may. */
  check(each: Case): void;
}

/** The pieces that a case arrives in. */
export function piecesOf({ stream, cuts }: Case): Uint8Array[] {
  return cuts === 'every' ? [...byteByByte(stream)] : cutAt(stream, cuts);
}

export function pick<T>(list: readonly T[], variant: number): T {
  return list[variant % list.length]!;
}

/** Longer streams are shown deflated: they are long by repetition. */
const LONGEST_HEX = 8192;

/** One line that runs the case again: `npm run fuzz -- --target NAME --case LINE`. */
export function formatCase({ stream, cuts, variant }: Case): string {
  const hex = Buffer.from(stream).toString('hex');
  const shown = hex.length <= LONGEST_HEX ? hex : `z${deflateRawSync(stream).toString('hex')}`;
  return [variant, cuts === 'every' ? cuts : cuts.join(','), shown].join(':');
}

export function parseCase(line: string): Case {
  const [variant = '', cuts = '', shown = ''] = line.split(':');
  const bytes = Buffer.from(shown.replace(/^z/, ''), 'hex');
  return {
    stream: Uint8Array.from(shown.startsWith('z') ? inflateRawSync(bytes) : bytes),
    cuts: cuts === 'every' ? cuts : cuts.split(',').filter(Boolean).map(Number),
    variant: Number(variant),
  };
}
