// The lines that differ, with the words that differ inside them; equal ones around them, the rest folded.

import { type Change, diffWordsWithSpace } from 'diff';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { formatPlural } from '../../ui/quantity.ts';
import css from './compare-dialog.module.css';
import type { TextComparison } from './comparison.ts';
import { type DiffLayout, type DiffRow, diffRows, takeRows } from './diff-rows.ts';
import { useFolds } from './use-folds.ts';

const AT_ONCE = 400;
/** Words that may differ in a line before it is just another line. */
const WORD_EDITS = 400;
/** What scrolls must be reached by keyboard. */
const REACHABLE = { tabIndex: 0 };

interface LineDiffProps {
  readonly text: TextComparison;
  readonly layout: DiffLayout;
}

export function LineDiff({ text, layout }: LineDiffProps) {
  const [limit, setLimit] = useState(AT_ONCE);
  const { opened, open } = useFolds(text);
  const more = useCallback(() => setLimit((before) => before * 4), []);
  const { rows, more: hasMore } = useMemo(
    () => takeRows(diffRows(text.stretches, layout, opened), limit),
    [text, layout, opened, limit],
  );
  return (
    <div className={css.scroll} {...REACHABLE}>
      <div className={css.lines} data-layout={layout} role="table" aria-label="Lines">
        {rows.map((row) => (
          <Line key={`${row.kind} ${row.a} ${row.b}`} row={row} text={text} layout={layout} onOpen={open} />
        ))}
      </div>
      {hasMore ? <Button onClick={more}>Show more lines</Button> : null}
    </div>
  );
}

interface LineProps {
  readonly row: DiffRow;
  readonly text: TextComparison;
  readonly layout: DiffLayout;
  readonly onOpen: (at: number) => void;
}

function Line({ row, text, layout, onOpen }: LineProps) {
  if (row.kind === 'fold') return <Fold at={row.a} count={row.count} noun="equal line" onOpen={onOpen} />;
  if (row.kind === 'same') {
    const same = text.a[row.a] ?? '';
    return (
      <div className={css.line} role="row">
        <Side number={row.a} sign="" words={same} />
        {layout === 'beside' ? <Side number={row.b} sign="" words={same} /> : null}
      </div>
    );
  }
  return <Difference row={row} text={text} layout={layout} />;
}

interface DifferenceProps {
  readonly row: Extract<DiffRow, { kind: 'differs' }>;
  readonly text: TextComparison;
  readonly layout: DiffLayout;
}

function Difference({ row, text, layout }: DifferenceProps) {
  const { a, b, other } = row;
  const before = lineAt(text.a, a ?? other);
  const after = lineAt(text.b, b ?? (a === null ? null : other));
  const own = useMemo(() => markedWords(before, after), [before, after]);
  const left = a === null ? null : <Side number={a} sign="−" words={own?.before ?? before} />;
  const right = b === null ? null : <Side number={b} sign="+" words={own?.after ?? after} />;
  return (
    <div className={css.line} role="row">
      {left ?? (layout === 'beside' ? <Nothing /> : null)}
      {right ?? (layout === 'beside' ? <Nothing /> : null)}
    </div>
  );
}

function lineAt(lines: readonly string[], place: number | null): string | null {
  return place === null ? null : (lines[place] ?? null);
}

/** Null where only one side has the line, or nothing of it is the same. */
function markedWords(before: string | null, after: string | null) {
  if (before === null || after === null) return null;
  const parts = diffWordsWithSpace(before, after, { maxEditLength: WORD_EDITS });
  if (!parts?.some(({ added, removed }) => !added && !removed)) return null;
  return { before: marked(parts, 'removed'), after: marked(parts, 'added') };
}

/** The words of one side, those that only it has marked. */
function marked(parts: readonly Change[], own: 'added' | 'removed'): ReactNode {
  const Mark = own === 'added' ? 'ins' : 'del';
  const other = own === 'added' ? 'removed' : 'added';
  let at = 0;
  return parts
    .filter((part) => !part[other])
    .map((part) => {
      at += part.value.length;
      return part[own] ? <Mark key={at}>{part.value}</Mark> : part.value;
    });
}

interface SideProps {
  readonly number: number;
  readonly sign: '' | '−' | '+';
  readonly words: ReactNode;
}

function Side({ number, sign, words }: SideProps) {
  return (
    <>
      <span className={css.number} data-sign={sign}>
        {number + 1} <b aria-hidden>{sign}</b>
        {sign === '' ? null : (
          <span data-silent>{sign === '−' ? 'only in the first' : 'only in the second'}</span>
        )}
      </span>
      <span className={css.words} data-sign={sign} role="cell">
        {words}
      </span>
    </>
  );
}

function Nothing() {
  return (
    <>
      <span className={css.number} />
      <span className={css.words} data-empty role="cell" />
    </>
  );
}

interface FoldProps {
  readonly at: number;
  readonly count: number;
  readonly noun: string;
  readonly onOpen: (at: number) => void;
}

export function Fold({ at, count, noun, onOpen }: FoldProps) {
  const open = useCallback(() => onOpen(at), [at, onOpen]);
  return (
    <button type="button" className={css.fold} onClick={open}>
      ⋯ {formatPlural(count, noun)}
    </button>
  );
}
