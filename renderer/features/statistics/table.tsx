// What the tables of the statistics are made of: a section with its table, figures that are exact on hover, and the bar
// in a cell that a figure is drawn as.

import { type ReactNode, useId, useMemo } from 'react';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatExact,
  formatExactBytes,
  formatExactDuration,
} from '../../ui/quantity.ts';
import css from './statistics.module.css';

interface SectionProps {
  readonly title: string;
  /** What to know of its figures. */
  readonly note?: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export function Section({ title, note, wide = false, children }: SectionProps) {
  const id = useId();
  return (
    <section className={css.section} aria-labelledby={id} data-wide={wide || undefined}>
      <h3 id={id}>{title}</h3>
      {note ? <p className={css.note}>{note}</p> : null}
      {children}
    </section>
  );
}

interface TableProps {
  readonly label: string;
  readonly columns: readonly string[];
  /** Its columns stand close together, however much room there is. */
  readonly near?: boolean;
  readonly children: ReactNode;
}

/** The first column is what the rows are about. */
export function Table({ label, columns, near = false, children }: TableProps) {
  return (
    <table className={css.table} aria-label={label} data-near={near || undefined}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

interface FigureProps {
  /** Null: there is none. */
  readonly value: number | null;
}

export function CountCell({ value }: FigureProps) {
  return <Cell value={value} short={formatCount} exact={formatExact} />;
}

export function BytesCell({ value }: FigureProps) {
  return <Cell value={value} short={formatBytes} exact={formatExactBytes} />;
}

export function TimeCell({ value }: FigureProps) {
  return <Cell value={value} short={formatDuration} exact={formatExactDuration} />;
}

interface CellProps extends FigureProps {
  readonly short: (value: number) => string;
  readonly exact: (value: number) => string;
}

function Cell({ value, short, exact }: CellProps) {
  return value === null ? <td className={css.none}>–</td> : <td title={exact(value)}>{short(value)}</td>;
}

interface BarCellProps {
  readonly count: number;
  /** Of the largest bar beside it. */
  readonly most: number;
  readonly side: 'sent' | 'received' | 'both';
}

/** A count, and a bar as long as it. */
export function BarCell({ count, most, side }: BarCellProps) {
  const share = count === 0 ? 0 : Math.max(0.02, count / most);
  const style = useMemo(() => ({ inlineSize: `${share * 100}%` }), [share]);
  return (
    <td className={css.barred} title={formatExact(count)}>
      <span className={css.bar} data-side={side} style={style} aria-hidden />
      <span className={css.count}>{count === 0 ? '' : formatCount(count)}</span>
    </td>
  );
}
