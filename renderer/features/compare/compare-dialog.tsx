// Two messages beside each other: which fields differ, which lines, which bytes. Everything in it is text.

import { ArrowLeftRight, Columns2, Copy, Eye, EyeOff, Rows2 } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { toast } from 'sonner';
import { opcodeName } from '../../../proxy/protocol/frame.ts';
import { asOneOf, useRemembered } from '../../state/remembered.ts';
import { Button } from '../../ui/button.tsx';
import { formatMoment, formatTime } from '../../ui/clock.ts';
import { writeClipboard } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatBytes, formatExactBytes } from '../../ui/quantity.ts';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { ByteDiff } from './byte-diff.tsx';
import css from './compare-dialog.module.css';
import type { DiffLayout } from './diff-rows.ts';
import { bytesAsText, fieldsAsText, linesAsText, type Names } from './diff-text.ts';
import { FieldDiff } from './field-diff.tsx';
import { LineDiff } from './line-diff.tsx';
import { COMPARED_BYTES, type LoadedSide } from './sides.ts';
import { type Compared, type CompareProgress, type Pair, useComparison } from './use-comparison.ts';

interface CompareDialogProps {
  /** Null: closed. */
  readonly pair: Pair | null;
  readonly onPair: (pair: Pair | null) => void;
}

export function CompareDialog({ pair, onPair }: CompareDialogProps) {
  const change = useCallback((open: boolean) => (open ? undefined : onPair(null)), [onPair]);
  return (
    <Dialog
      open={pair !== null}
      onOpenChange={change}
      title="Compare messages"
      description="What is only in the first is marked −, what is only in the second +."
      size="full"
    >
      {pair === null ? null : <Comparing pair={pair} onPair={onPair} />}
    </Dialog>
  );
}

interface ComparingProps {
  readonly pair: Pair;
  readonly onPair: (pair: Pair | null) => void;
}

function Comparing({ pair, onPair }: ComparingProps) {
  const [revealed, setRevealed] = useState(false);
  const state = useComparison(pair, revealed);
  const swap = useCallback(() => onPair({ a: pair.b, b: pair.a }), [pair, onPair]);
  const cancel = useCallback(() => onPair(null), [onPair]);
  const reveal = useCallback(() => setRevealed((before) => !before), []);
  if (!('comparison' in state)) return <Progress progress={state} onCancel={cancel} />;
  return <Result compared={state} revealed={revealed} onReveal={reveal} onSwap={swap} />;
}

interface ProgressProps {
  readonly progress: CompareProgress;
  readonly onCancel: () => void;
}

function Progress({ progress: { loaded, total }, onCancel }: ProgressProps) {
  const comparing = total > 0 && loaded === total;
  return (
    <div className={css.progress} role="status">
      <progress
        aria-label="Comparison"
        value={comparing || total === 0 ? undefined : loaded}
        max={Math.max(1, total)}
      />
      <p>
        {comparing
          ? `Comparing ${formatBytes(total)}…`
          : `${formatBytes(loaded)} of ${formatBytes(total)} loaded`}
      </p>
      <Button onClick={onCancel}>Cancel</Button>
    </div>
  );
}

const TABS = ['fields', 'text', 'bytes'] as const;
type CompareTab = (typeof TABS)[number];

interface ResultProps {
  readonly compared: Compared;
  readonly revealed: boolean;
  readonly onReveal: () => void;
  readonly onSwap: () => void;
}

function Result({ compared, revealed, onReveal, onSwap }: ResultProps) {
  const [wanted, setTab] = useRemembered<CompareTab>('compare-tab', 'fields', asOneOf(TABS));
  const [layout, setLayout] = useRemembered<DiffLayout>('compare-layout', 'beside', asOneOf(LAYOUTS));
  const toggle = useCallback(
    () => setLayout(layout === 'beside' ? 'unified' : 'beside'),
    [layout, setLayout],
  );
  const tabs = useMemo(() => tabsOf(compared, layout), [compared, layout]);
  const tab = tabs.find(({ id }) => id === wanted)?.id ?? tabs[0]?.id ?? 'bytes';
  const copy = useCallback(() => void copyDiff(compared, tab), [compared, tab]);
  return (
    <div className={css.result}>
      <Sides a={compared.a} b={compared.b} onSwap={onSwap} />
      <Notes compared={compared} tab={tab} />
      <div className={css.tabs}>
        <Tabs
          label="Comparison"
          tabs={tabs}
          value={tab}
          onChange={setTab}
          aside={
            <div className={css.aside}>
              {compared.hasSecrets && tab === 'text' ? (
                <Button look="quiet" icon={revealed ? EyeOff : Eye} onClick={onReveal}>
                  {revealed ? 'Hide secrets' : 'Reveal secrets'}
                </Button>
              ) : null}
              {tab === 'fields' ? null : (
                <Button look="quiet" icon={layout === 'beside' ? Rows2 : Columns2} onClick={toggle}>
                  {layout === 'beside' ? 'Unified' : 'Side by side'}
                </Button>
              )}
              <Button icon={Copy} onClick={copy}>
                Copy diff
              </Button>
            </div>
          }
        />
      </div>
    </div>
  );
}

const LAYOUTS = ['beside', 'unified'] as const;

function tabsOf({ a, b, comparison }: Compared, layout: DiffLayout): readonly Tab<CompareTab>[] {
  const { fields, text, bytes } = comparison;
  const tabs: readonly (Tab<CompareTab> | null)[] = [
    fields === null
      ? null
      : {
          id: 'fields',
          label: `Fields (${fields.length})`,
          content: <FieldDiff changes={fields} same={comparison.same} />,
        },
    text === null ? null : { id: 'text', label: 'Text', content: <LineDiff text={text} layout={layout} /> },
    {
      id: 'bytes',
      label: 'Bytes',
      content: <ByteDiff alignment={bytes} a={a.bytes} b={b.bytes} layout={layout} />,
    },
  ];
  return tabs.filter((tab) => tab !== null);
}

/** Written only when it is asked for: it may be long. */
async function copyDiff(compared: Compared, tab: CompareTab): Promise<void> {
  if (await writeClipboard(diffText(compared, tab))) toast.success('Copied the diff');
  else toast.error('The browser did not let Framescope write to the clipboard.');
}

function diffText({ a, b, comparison }: Compared, tab: CompareTab): string {
  const names: Names = { a: nameOf(a), b: nameOf(b) };
  if (tab === 'fields' && comparison.fields) return fieldsAsText(names, comparison.fields);
  if (tab === 'text' && comparison.text) return linesAsText(names, comparison.text);
  return bytesAsText(names, comparison.bytes, a.bytes, b.bytes);
}

function nameOf({ detail: { seq, from, at } }: LoadedSide): string {
  return `#${seq} ${from === 'client' ? 'sent' : 'received'} ${formatTime(at)}`;
}

interface SidesProps {
  readonly a: LoadedSide;
  readonly b: LoadedSide;
  readonly onSwap: () => void;
}

function Sides({ a, b, onSwap }: SidesProps) {
  return (
    <div className={css.sides}>
      <Side sign="−" name="First" side={a} />
      <Button look="quiet" icon={ArrowLeftRight} onClick={onSwap}>
        Swap
      </Button>
      <Side sign="+" name="Second" side={b} />
    </div>
  );
}

interface SideProps {
  readonly sign: '−' | '+';
  readonly name: string;
  readonly side: LoadedSide;
}

function Side({ sign, name, side: { detail } }: SideProps) {
  const { seq, from, at, opcode, length, decoded } = detail;
  return (
    <p className={css.side} data-sign={sign} aria-label={name}>
      <b aria-hidden>{sign}</b> <b>#{seq}</b>
      <span data-from={from}>{from === 'client' ? '▲ sent' : '▼ received'}</span>
      <span title={formatMoment(at)}>{formatTime(at)}</span>
      <span>{decoded?.kind ?? opcodeName(opcode)}</span>
      <span title={formatExactBytes(length)}>{formatBytes(length)}</span>
    </p>
  );
}

/** What the reader must know: where they are equal, and what was not compared, with numbers. */
function Notes({ compared, tab }: { readonly compared: Compared; readonly tab: CompareTab }) {
  const notes = notesOf(compared, tab);
  if (notes.length === 0) return null;
  return (
    <div className={css.notes} role="status">
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </div>
  );
}

function notesOf({ a, b, comparison }: Compared, tab: CompareTab): readonly string[] {
  const { same, text, bytes } = comparison;
  const cut = [a, b].filter((side) => side.bytes.length < side.total);
  const alignment = tab === 'text' ? text : tab === 'bytes' ? bytes : null;
  return [
    same && cut.length === 0 ? 'The payloads are the same, byte for byte.' : '',
    ...cut.map(
      ({ detail, total }) =>
        `Of #${detail.seq} the first ${formatBytes(COMPARED_BYTES)} of ${formatBytes(total)} are compared.`,
    ),
    ...[a, b].map(({ detail }) =>
      detail.dropped > 0 ? `${formatBytes(detail.dropped)} of #${detail.seq} were not kept.` : '',
    ),
    alignment && !alignment.exact ? NOT_ALIGNED[tab] : '',
    tab === 'text' && text?.laidOut ? LAID_OUT : '',
  ].filter((note) => note !== '');
}

const LAID_OUT =
  'JSON on one line, and lines of more than 2 000 characters, are broken into several to be compared.';

const NOT_ALIGNED: Readonly<Record<CompareTab, string>> = {
  fields: '',
  text: 'More than 6 000 lines differ, or it took longer than 5 s: lines at the same place are compared.',
  bytes: 'More than 64 KiB, or too different: bytes at the same offset are compared.',
};
