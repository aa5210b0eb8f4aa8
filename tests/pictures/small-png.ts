// A screenshot as a PNG of at most 256 colours, a third of its size (PNG, third edition: §9 filtering, §11 chunks). A window
// has few colours; the shades at the edges of letters take the nearest one that is kept.

import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const MOST_COLOURS = 256;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** `0xRRGGBB` of each, row by row. */
  readonly colours: Uint32Array;
}

/** @param png as Chromium writes it: eight bits a channel, not interlaced */
export function smallPng(png: Uint8Array): Uint8Array {
  const { width, height, colours } = readPng(Buffer.from(png));
  const palette = paletteOf(colours);
  const nearest = new Map<number, number>();
  const rows = Buffer.alloc((width + 1) * height); // each begins with its filter: none
  for (const [n, colour] of colours.entries()) {
    const index = nearest.get(colour) ?? nearestOf(palette, colour);
    nearest.set(colour, index);
    rows[Math.floor(n / width) * (width + 1) + 1 + (n % width)] = index;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8); // eight bits, by palette
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function readPng(png: Buffer): Pixels {
  const data: Buffer[] = [];
  let [width, height, depth] = [0, 0, 0];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 8, at + 8 + length);
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IHDR')
      [width, height, depth] = [body.readUInt32BE(0), body.readUInt32BE(4), body[9] === 6 ? 4 : 3];
    if (type === 'IDAT') data.push(body);
    at += length + 12;
  }
  const bytes = unfiltered(inflateSync(Buffer.concat(data)), width * depth, depth);
  const colours = Uint32Array.from({ length: width * height }, (_, n) => bytes.readUIntBE(n * depth, 3));
  return { width, height, colours };
}

function unfiltered(rows: Buffer, stride: number, depth: number): Buffer {
  const bytes = Buffer.alloc(rows.length - rows.length / (stride + 1));
  for (let n = 0; n < bytes.length; n++) {
    const [row, x] = [Math.floor(n / stride), n % stride];
    const left = x < depth ? 0 : bytes[n - depth]!;
    const above = row === 0 ? 0 : bytes[n - stride]!;
    const corner = row === 0 || x < depth ? 0 : bytes[n - stride - depth]!;
    const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)];
    bytes[n] = rows[row * (stride + 1) + 1 + x]! + predicted[rows[row * (stride + 1)]!]!;
  }
  return bytes;
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [a, b, c] = [left, above, corner].map((each) => Math.abs(guess - each)) as [number, number, number];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

/** The most frequent ones. */
function paletteOf(colours: Uint32Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const byCount = [...counts].toSorted(([a, most], [b, more]) => more - most || a - b);
  return byCount.slice(0, MOST_COLOURS).map(([colour]) => colour);
}

function nearestOf(palette: readonly number[], colour: number): number {
  const wanted = channels(colour);
  const far = (other: number) => channels(other).reduce((sum, each, n) => sum + (each - wanted[n]!) ** 2, 0);
  let best = 0;
  for (const [index, each] of palette.entries()) if (far(each) < far(palette[best]!)) best = index;
  return best;
}

function channels(colour: number): readonly [number, number, number] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

function chunk(type: string, body: Buffer): Buffer {
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  length.writeUInt32BE(body.length);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}
