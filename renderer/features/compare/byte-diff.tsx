// The bytes that differ, as two hex dumps laid beside each other: what stands at the same place stands in line.

import { useCallback, useMemo, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { formatAscii, formatByte, formatOffset } from '../../ui/hex-view-values.ts';
import type { Alignment } from './alignment.ts';
import { type BytePlace, type ByteRow, byteRows } from './byte-rows.ts';
import css from './compare-dialog.module.css';
import { type DiffLayout, takeRows } from './diff-rows.ts';
import { Fold } from './line-diff.tsx';
import { useFolds } from './use-folds.ts';

const AT_ONCE = 200;
/** What scrolls must be reached by keyboard. */
const REACHABLE = { tabIndex: 0 };

interface ByteDiffProps {
  readonly alignment: Alignment;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly layout: DiffLayout;
}

export function ByteDiff({ alignment, a, b, layout }: ByteDiffProps) {
  const [limit, setLimit] = useState(AT_ONCE);
  const { opened, open } = useFolds(alignment);
  const more = useCallback(() => setLimit((before) => before * 4), []);
  const { rows, more: hasMore } = useMemo(
    () => takeRows(byteRows(alignment.stretches, opened), limit),
    [alignment, opened, limit],
  );
  if (a.length === 0 && b.length === 0) return <p className={css.none}>Both payloads are empty.</p>;
  return (
    <div className={css.scroll} {...REACHABLE}>
      <div className={css.dump} data-layout={layout} role="table" aria-label="Bytes">
        {rows.map((row) =>
          row.kind === 'fold' ? (
            <Fold key={keyOf(row)} at={row.a} count={row.count} noun="equal byte" onOpen={open} />
          ) : (
            <Row key={keyOf(row)} row={row} a={a} b={b} layout={layout} />
          ),
        )}
      </div>
      {hasMore ? <Button onClick={more}>Show more bytes</Button> : null}
    </div>
  );
}

function keyOf(row: ByteRow): string {
  if (row.kind === 'fold') return `fold ${row.a}`;
  return `${firstOf(row.places, 'a')} ${firstOf(row.places, 'b')}`;
}

function firstOf(places: readonly BytePlace[], side: 'a' | 'b'): number | null {
  return places.find((place) => place[side] !== null)?.[side] ?? null;
}

interface RowProps {
  readonly row: Extract<ByteRow, { kind: 'bytes' }>;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly layout: DiffLayout;
}

function Row({ row: { places, equal }, a, b, layout }: RowProps) {
  const once = equal && layout === 'unified';
  return (
    <div className={css.dumpRow} role="row">
      <Half places={places} side="a" bytes={a} sign={equal ? '' : '−'} />
      {once ? null : <Half places={places} side="b" bytes={b} sign={equal ? '' : '+'} />}
    </div>
  );
}

interface HalfProps {
  readonly places: readonly BytePlace[];
  readonly side: 'a' | 'b';
  readonly bytes: Uint8Array;
  readonly sign: '' | '−' | '+';
}

function Half({ places, side, bytes, sign }: HalfProps) {
  const first = firstOf(places, side);
  const cells = places.map((place) => ({ ...place, at: place[side], key: `${place.a} ${place.b}` }));
  return (
    <span className={css.half} role="cell">
      <b className={css.mark} aria-hidden>
        {sign}
      </b>
      <span className={css.offset}>{first === null ? '' : formatOffset(first)}</span>
      <span className={css.cells}>
        {cells.map(({ at, equal, key }) => (
          <span key={key} data-sign={equal ? undefined : at === null ? 'gap' : side}>
            {at === null ? '··' : formatByte(bytes[at] ?? 0)}
          </span>
        ))}
      </span>
      <span className={css.ascii} aria-hidden>
        {cells.map(({ at, equal, key }) => (
          <span key={key} data-sign={equal ? undefined : at === null ? 'gap' : side}>
            {at === null ? ' ' : formatAscii(bytes[at] ?? 0)}
          </span>
        ))}
      </span>
    </span>
  );
}
