// Bytes as offset, hex and ASCII, sixteen a row; a selection, and what the bytes at its start mean as numbers.
// Of any length, as only the visible rows exist.

import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { formatAscii, formatByte, formatOffset, readBytes } from './hex-view-values.ts';
import css from './hex-view.module.css';
import { VirtualList, type VirtualListHandle } from './virtual-list.tsx';

const BYTES_A_ROW = 16;
const ROW_HEIGHT = 20;

interface ByteSelection {
  readonly anchor: number;
  readonly focus: number;
}

interface HexViewProps {
  readonly label: string;
  readonly bytes: Uint8Array;
  /** Selected and in view to begin with; `to` is exclusive. */
  readonly shown?: { readonly from: number; readonly to: number } | null;
}

export function HexView({ label, bytes, shown = null }: HexViewProps) {
  const list = useRef<VirtualListHandle>(null);
  const [selection, setSelection] = useState<ByteSelection>({
    anchor: shown?.from ?? 0,
    focus: shown ? shown.to - 1 : 0,
  });
  useReveal(list, shown?.from ?? null, bytes.length);
  const renderRow = useCallback(
    (index: number) => <Row bytes={bytes} start={index * BYTES_A_ROW} selection={selection} />,
    [bytes, selection],
  );
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const focus = keyTarget(event, selection.focus, bytes.length);
      if (focus === null) return;
      event.preventDefault();
      event.stopPropagation();
      setSelection({ anchor: event.shiftKey ? selection.anchor : focus, focus });
      list.current?.scrollToRow(Math.floor(focus / BYTES_A_ROW));
    },
    [selection, bytes],
  );
  const drag = useDragSelection(setSelection);
  return (
    <div className={css.hex}>
      <div className={css.rows} {...drag}>
        <VirtualList
          ref={list}
          label={label}
          role="listbox"
          count={Math.ceil(bytes.length / BYTES_A_ROW)}
          rowHeight={ROW_HEIGHT}
          activeRow={Math.floor(selection.focus / BYTES_A_ROW)}
          renderRow={renderRow}
          onKeyDown={onKeyDown}
        />
      </div>
      <Readings bytes={bytes} selection={selection} />
    </div>
  );
}

/** Brings a byte into view once it is here. */
function useReveal(list: RefObject<VirtualListHandle | null>, at: number | null, length: number) {
  const isHere = at !== null && at < length;
  useEffect(() => {
    if (isHere) list.current?.scrollToRow(Math.floor(at / BYTES_A_ROW), 'start');
  }, [list, at, isHere]);
}

function useDragSelection(setSelection: (change: (before: ByteSelection) => ByteSelection) => void) {
  const onPointerDown = useCallback(
    (event: PointerEvent) => {
      const at = byteAt(event);
      if (at === null) return;
      setSelection((before) => ({ anchor: event.shiftKey ? before.anchor : at, focus: at }));
    },
    [setSelection],
  );
  const onPointerMove = useCallback(
    (event: PointerEvent) => {
      const at = event.buttons === 1 ? byteAt(event) : null;
      if (at !== null) setSelection((before) => (before.focus === at ? before : { ...before, focus: at }));
    },
    [setSelection],
  );
  return { onPointerDown, onPointerMove };
}

function byteAt(event: PointerEvent): number | null {
  const cell = (event.target as Element).closest<HTMLElement>('[data-byte]');
  return cell ? Number(cell.dataset.byte) : null;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -BYTES_A_ROW,
  ArrowDown: BYTES_A_ROW,
  PageUp: -BYTES_A_ROW * 16,
  PageDown: BYTES_A_ROW * 16,
  Home: -Infinity,
  End: Infinity,
};

function keyTarget({ key }: KeyboardEvent, focus: number, length: number): number | null {
  const step = STEPS[key];
  return step === undefined || length === 0 ? null : Math.min(Math.max(focus + step, 0), length - 1);
}

interface RowProps {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly selection: ByteSelection;
}

function Row({ bytes, start, selection }: RowProps) {
  const cells = [...bytes.subarray(start, start + BYTES_A_ROW)].map((byte, index) => ({
    byte,
    at: start + index,
    selected: isSelected(selection, start + index) || undefined,
  }));
  return (
    <div className={css.row}>
      <span className={css.offset}>{formatOffset(start)}</span>
      <span className={css.bytes}>
        {cells.map(({ byte, at, selected }) => (
          <span key={at} data-byte={at} data-selected={selected}>
            {formatByte(byte)}
          </span>
        ))}
      </span>
      <span className={css.ascii} aria-hidden>
        {cells.map(({ byte, at, selected }) => (
          <span key={at} data-byte={at} data-selected={selected}>
            {formatAscii(byte)}
          </span>
        ))}
      </span>
    </div>
  );
}

function isSelected({ anchor, focus }: ByteSelection, at: number): boolean {
  return Math.min(anchor, focus) <= at && at <= Math.max(anchor, focus);
}

function Readings({ bytes, selection }: { readonly bytes: Uint8Array; readonly selection: ByteSelection }) {
  const from = Math.min(selection.anchor, selection.focus);
  const length = Math.abs(selection.focus - selection.anchor) + 1;
  const readings = useMemo(() => (from < bytes.length ? readBytes(bytes, from) : []), [bytes, from]);
  if (bytes.length === 0) return null;
  return (
    <section className={css.readings} aria-label="Selected bytes as numbers">
      <p>
        Offset <b>{from}</b> <span>(0x{from.toString(16)})</span>, <b>{length}</b>{' '}
        {length === 1 ? 'byte' : 'bytes'}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col">Little-endian</th>
            <th scope="col">Big-endian</th>
          </tr>
        </thead>
        <tbody>
          {readings.map(({ type, little, big }) => (
            <tr key={type}>
              <th scope="row">{type}</th>
              <td>{little}</td>
              <td>{big ?? little}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
