// The frames of a fragmented message as a virtual list: what each header says, and the bytes that it brought. Enter or
// a double click shows those bytes in Hex.

import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef } from 'react';
import { formatExact } from '../../ui/quantity.ts';
import { VirtualList, type VirtualListHandle } from '../../ui/virtual-list.tsx';
import css from './frame-list.module.css';
import { framePlace, frameWords } from './frame-words.ts';
import type { ByteRange, Frames } from './frames.ts';

const ROW_HEIGHT = 20;
const PAGE = 8;

interface FrameListProps {
  readonly frames: Frames;
  readonly active: number;
  readonly onActive: (index: number) => void;
  readonly onShowBytes: (range: ByteRange) => void;
}

export function FrameList({ frames, active, onActive, onShowBytes }: FrameListProps) {
  const list = useRef<VirtualListHandle>(null);
  useEffect(() => list.current?.scrollToRow(active), [active]);
  const show = useCallback(
    (index: number) => {
      const range = frames.range(index);
      if (range !== null && range.from < range.to) onShowBytes(range);
    },
    [frames, onShowBytes],
  );
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const to = event.key === 'Enter' ? active : keyTarget(event.key, active, frames.known - 1);
      if (to === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === 'Enter') show(active);
      onActive(to);
    },
    [active, frames, onActive, show],
  );
  const renderRow = useCallback(
    (index: number) => <Row frames={frames} index={index} onShow={show} />,
    [frames, show],
  );
  const header = useMemo(() => <Header />, []);
  return (
    <VirtualList
      ref={list}
      label="Frames"
      count={frames.known}
      rowHeight={ROW_HEIGHT}
      header={header}
      renderRow={renderRow}
      activeRow={active}
      onKeyDown={onKeyDown}
      onRowClick={onActive}
      onRowDoubleClick={show}
    />
  );
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE,
  PageUp: -PAGE,
  Home: -Infinity,
  End: Infinity,
};

function keyTarget(key: string, active: number, last: number): number | null {
  const step = STEPS[key];
  return step === undefined ? null : Math.min(Math.max(active + step, 0), last);
}

const COLUMNS = [
  'Frame',
  'FIN',
  'RSV1',
  'Opcode',
  'Masked',
  'On the wire',
  'Payload',
  'Bytes of the payload',
];

function Header() {
  return (
    <div className={css.row} data-header role="row" aria-rowindex={1}>
      {COLUMNS.map((name) => (
        <span key={name} role="columnheader">
          {name}
        </span>
      ))}
    </div>
  );
}

interface RowProps {
  readonly frames: Frames;
  readonly index: number;
  readonly onShow: (index: number) => void;
}

function Row({ frames, index, onShow }: RowProps) {
  const show = useCallback(() => onShow(index), [index, onShow]);
  const words = frameWords(frames, index);
  const place = framePlace(index, frames.count);
  if (words === null) {
    return (
      <div className={css.row}>
        <span role="gridcell">{place}</span>
        <span role="gridcell">cut off</span>
      </div>
    );
  }
  const { fin, rsv, opcode, masked, wireLength, payloadLength, range } = words;
  const cells = [
    place,
    fin,
    rsv[0],
    opcode,
    masked ? 'yes' : 'no',
    formatExact(wireLength),
    formatExact(payloadLength),
  ];
  return (
    <div className={css.row}>
      {cells.map((cell, column) => (
        <span key={COLUMNS[column]} role="gridcell">
          {cell}
        </span>
      ))}
      <span role="gridcell">
        {range === null ? (
          '–'
        ) : (
          <button
            type="button"
            className={css.range}
            title="Show these bytes in Hex"
            tabIndex={-1}
            onClick={show}
          >
            {range}
          </button>
        )}
      </span>
    </div>
  );
}
