// A comparison as plain text for the clipboard: `-` is only in the first, `+` only in the second, as diff writes it.

import { formatAscii, formatByte, formatOffset } from '../../ui/hex-view-values.ts';
import { formatPath } from '../../ui/tree-view-rows.ts';
import type { Alignment } from './alignment.ts';
import { byteRows, PLACES } from './byte-rows.ts';
import type { FieldChange, TextComparison } from './comparison.ts';
import { diffRows } from './diff-rows.ts';

const NONE: ReadonlySet<number> = new Set();

export interface Names {
  readonly a: string;
  readonly b: string;
}

function heading({ a, b }: Names): readonly string[] {
  return [`--- ${a}`, `+++ ${b}`];
}

export function fieldsAsText(names: Names, changes: readonly FieldChange[]): string {
  const json = (value: unknown) => JSON.stringify(value) ?? String(value);
  const lines = changes.flatMap((change) => {
    const path = formatPath(change.path);
    const before = change.kind === 'added' ? [] : [`- ${path}: ${json(change.before)}`];
    return change.kind === 'removed' ? before : [...before, `+ ${path}: ${json(change.after)}`];
  });
  return [...heading(names), ...lines].join('\n');
}

export function linesAsText(names: Names, { stretches, a, b }: TextComparison): string {
  const lines: string[] = [];
  for (const row of diffRows(stretches, 'unified', NONE)) {
    if (row.kind === 'fold') lines.push(`@@ ${row.count} equal lines @@`);
    else if (row.kind === 'same') lines.push(`  ${a[row.a]}`);
    else if (row.a !== null) lines.push(`- ${a[row.a]}`);
    else lines.push(`+ ${b[row.b ?? 0]}`);
  }
  return [...heading(names), ...lines].join('\n');
}

export function bytesAsText(names: Names, { stretches }: Alignment, a: Uint8Array, b: Uint8Array): string {
  const lines: string[] = [];
  for (const row of byteRows(stretches, NONE)) {
    if (row.kind === 'fold') {
      lines.push(`@@ ${row.count} equal bytes @@`);
      continue;
    }
    const left = hexLine(
      a,
      row.places.map((place) => place.a),
    );
    const right = hexLine(
      b,
      row.places.map((place) => place.b),
    );
    lines.push(...(row.equal ? [`  ${left}`] : [`- ${left}`, `+ ${right}`]));
  }
  return [...heading(names), ...lines].join('\n');
}

function hexLine(bytes: Uint8Array, offsets: readonly (number | null)[]): string {
  const hex = offsets.map((at) => (at === null ? '  ' : formatByte(bytes[at]!))).join(' ');
  const ascii = offsets.map((at) => (at === null ? ' ' : formatAscii(bytes[at]!))).join('');
  const first = offsets.find((at) => at !== null);
  return `${first === undefined ? ' '.repeat(8) : formatOffset(first)}  ${hex.padEnd(PLACES * 3)} ${ascii}`;
}
