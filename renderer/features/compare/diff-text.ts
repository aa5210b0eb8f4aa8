// A comparison as plain text for the clipboard: `-` is only in the first, `+` only in the second, as diff writes it.

import { formatAscii, formatByte, formatOffset } from '../../ui/hex-view-values.ts';
import { formatPath } from '../../ui/tree-view-rows.ts';
import type { Alignment } from './alignment.ts';
import { byteRows, PLACES } from './byte-rows.ts';
import type { FieldChange, TextComparison } from './comparison.ts';
import { diffRows, takeRows } from './diff-rows.ts';

const NONE: ReadonlySet<number> = new Set();
/** More than a clipboard is good for. */
const ROWS = 20_000;
const LEFT_OUT = `@@ what follows was left out: more than ${ROWS} rows @@`;

export interface Names {
  readonly a: string;
  readonly b: string;
}

function heading({ a, b }: Names): readonly string[] {
  return [`--- ${a}`, `+++ ${b}`];
}

export function fieldsAsText(names: Names, changes: readonly FieldChange[]): string {
  const json = (value: unknown) => JSON.stringify(value) ?? String(value);
  const lines: string[] = [];
  for (const change of changes.slice(0, ROWS)) {
    const path = formatPath(change.path);
    if (change.kind !== 'added') lines.push(`- ${path}: ${json(change.before)}`);
    if (change.kind !== 'removed') lines.push(`+ ${path}: ${json(change.after)}`);
  }
  return [...heading(names), ...lines, ...leftOut(changes.length > ROWS)].join('\n');
}

function leftOut(more: boolean): readonly string[] {
  return more ? [LEFT_OUT] : [];
}

export function linesAsText(names: Names, { stretches, a, b }: TextComparison): string {
  const lines: string[] = [];
  const { rows, more } = takeRows(diffRows(stretches, 'unified', NONE), ROWS);
  for (const row of rows) {
    if (row.kind === 'fold') lines.push(`@@ ${row.count} equal lines @@`);
    else if (row.kind === 'same') lines.push(`  ${a[row.a]}`);
    else if (row.a !== null) lines.push(`- ${a[row.a]}`);
    else lines.push(`+ ${b[row.b ?? 0]}`);
  }
  return [...heading(names), ...lines, ...leftOut(more)].join('\n');
}

export function bytesAsText(names: Names, { stretches }: Alignment, a: Uint8Array, b: Uint8Array): string {
  const lines: string[] = [];
  const { rows, more } = takeRows(byteRows(stretches, NONE), ROWS);
  for (const row of rows) {
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
  return [...heading(names), ...lines, ...leftOut(more)].join('\n');
}

function hexLine(bytes: Uint8Array, offsets: readonly (number | null)[]): string {
  const hex = offsets.map((at) => (at === null ? '  ' : formatByte(bytes[at]!))).join(' ');
  const ascii = offsets.map((at) => (at === null ? ' ' : formatAscii(bytes[at]!))).join('');
  const first = offsets.find((at) => at !== null);
  return `${first === undefined ? ' '.repeat(8) : formatOffset(first)}  ${hex.padEnd(PLACES * 3)} ${ascii}`;
}
