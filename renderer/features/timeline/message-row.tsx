// One row of the timeline: direction, time, kind, what it says, marks, size. Everything in it is text.

import { ChevronRight, ChevronsUp, FoldVertical, TriangleAlert, Unlink } from 'lucide-react';
import { memo } from 'react';
import { upgradeStep } from '../../../proxy/contract/engine-io.ts';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { Gap, MessageRow, Note } from '../../../proxy/contract/model.ts';
import { closeCodeMeaning, closeCodeName } from '../../../proxy/protocol/close.ts';
import { isControl, OPCODE, opcodeName } from '../../../proxy/protocol/frame.ts';
import { RULES } from '../../../proxy/protocol/violation.ts';
import { formatBytes, formatExactBytes, formatPlural } from '../../ui/quantity.ts';
import { NoteSigns } from '../notes/note-signs.tsx';
import { formatGap } from '../overview/stretch.ts';
import { formatKeys, SHORTCUTS } from '../shortcuts/shortcuts.ts';
import { DecodedSummary } from './decoded-summary.tsx';
import { leadingPart } from './leading-part.ts';
import css from './message-row.module.css';
import { FrameSummary } from './frame-summary.tsx';
import { LagCell } from './lag-cell.tsx';
import { LatencyCell } from './latency-cell.tsx';
import { oneLine } from './one-line.ts';
import type { RowSource } from './source.ts';
import { piecesOf } from './unfolding.ts';

interface MessageRowProps {
  /** Null while it is on its way. */
  readonly row: MessageRow | null;
  readonly time: string;
  readonly timeTitle: string;
  /** What was not kept between the row above and this one; null where there is nothing missing. */
  readonly gap: Gap | null;
  /** Null where all rows are of one connection. */
  readonly source: RowSource | null;
  /** False: it came in a body of HTTP, not in frames. */
  readonly framed: boolean;
  /** Tells how it was framed, instead of what it says. */
  readonly framing: boolean;
  readonly note: Note | null;
  /** Whether its frames or parts stand beneath it; null where it is of one piece. */
  readonly unfolded: boolean | null;
  /** To the message that it answers, or that answers it. */
  readonly onGoTo: (seq: Seq) => void;
  /** The latency column tells how late a line of chat arrived, instead. */
  readonly lags: boolean;
}

export const MessageRowCells = memo(function MessageRowCells(props: MessageRowProps) {
  const { row, time, timeTitle, gap, source, framed, framing, note, unfolded, onGoTo, lags } = props;
  if (row === null) return <Placeholder />;
  const sent = row.from === 'client';
  return (
    <div
      className={css.message}
      data-from={row.from}
      data-control={isControl(row.opcode) || undefined}
      data-mark={note?.mark ?? undefined}
      data-gap={gap?.reason}
    >
      <span role="gridcell" className={css.arrow} data-column="direction" title={sent ? 'Sent' : 'Received'}>
        {unfolded === null ? null : <Disclosure pieces={piecesWords(row, framing)} unfolded={unfolded} />}
        <span aria-hidden>{sent ? '▲' : '▼'}</span>
        <span data-silent>{sent ? 'sent' : 'received'}</span>
      </span>
      <span role="gridcell" className={css.time} data-column="time" title={timeTitle}>
        {time}
      </span>
      {source ? <SourceCell source={source} /> : null}
      <span
        role="gridcell"
        className={css.kind}
        data-column={row.decoded && !framing ? 'kind' : 'opcode'}
        title={kindTitle(row)}
      >
        {framing ? opcodeName(row.opcode) : kindOf(row)}
      </span>
      <span role="gridcell" className={css.summary}>
        <span className={css.words}>
          {framing ? (
            <FrameSummary row={row} framed={framed} />
          ) : (
            <Summary row={row} unfolded={unfolded === true} />
          )}
        </span>
        {gap ? <GapMark gap={gap} /> : null}
        {source ? <UpgradeMark row={row} source={source} /> : null}
        <Marks row={row} framed={framed} framing={framing} />
        {note === null ? null : <NoteSigns note={note} />}
      </span>
      <span role="gridcell" className={css.latency} data-column="latency">
        {lags ? <LagCell row={row} /> : <LatencyCell row={row} onGoTo={onGoTo} />}
      </span>
      <span role="gridcell" className={css.size} data-column="size" title={sizeTitle(row, framed)}>
        {formatBytes(row.length)}
      </span>
    </div>
  );
});

interface DisclosureProps {
  /** `3 frames` */
  readonly pieces: string;
  readonly unfolded: boolean;
}

/** The list hears the click; keys act on the row. */
function Disclosure({ pieces, unfolded }: DisclosureProps) {
  const words = unfolded ? `Fold its ${pieces}` : `Unfold its ${pieces}`;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={css.disclosure}
      data-disclosure
      aria-label={words}
      title={`${words} (${formatKeys(SHORTCUTS[unfolded ? 'fold' : 'unfold'].keys[0])})`}
    >
      <ChevronRight aria-hidden data-unfolded={unfolded || undefined} />
    </button>
  );
}

function piecesWords(row: MessageRow, framing: boolean): string {
  const piece = framing ? 'frame' : 'part';
  return formatPlural(piecesOf(row, piece), piece);
}

function SourceCell({ source: { id, name, url, hue } }: { readonly source: RowSource }) {
  return (
    <span role="gridcell" className={css.source} data-column="source" title={`${id} ${url}`}>
      <i data-hue={hue} aria-hidden />
      <b>{id}</b> {name}
    </span>
  );
}

function GapMark({ gap }: { readonly gap: Gap }) {
  return (
    <span className={css.gap} title={`Before this message: ${formatGap(gap)}.`}>
      <Unlink aria-hidden />
      {formatGap(gap)}
    </span>
  );
}

function Placeholder() {
  return (
    <div className={css.message} aria-busy>
      <span role="gridcell" className={css.waiting}>
        …
      </span>
    </div>
  );
}

interface SummaryProps {
  readonly row: MessageRow;
  /** Its parts stand beneath it: it tells of the whole. */
  readonly unfolded: boolean;
}

function Summary({ row, unfolded }: SummaryProps) {
  if (row.opcode === OPCODE.close) return <CloseSummary row={row} />;
  if (unfolded && row.decoded) return <span className={css.faint}>{oneLine(row.decoded.summary)}</span>;
  const shown = row.decoded && leadingPart(row.decoded);
  const more = row.decoded ? row.decoded.parts.length - 1 : 0;
  return (
    <>
      {shown ? <DecodedSummary decoded={shown} /> : <PlainSummary row={row} />}
      {more > 0 ? (
        <span className={css.more} title={`${formatPlural(more + 1, 'line')} in one message`}>
          +{more}
        </span>
      ) : null}
    </>
  );
}

function PlainSummary({ row }: { readonly row: MessageRow }) {
  if (row.preview !== '') return <bdi>{oneLine(row.preview)}</bdi>;
  if (row.length === 0) return <span className={css.faint}>empty</span>;
  return <span className={css.faint}>{formatExactBytes(row.length)}</span>;
}

function CloseSummary({ row }: { readonly row: MessageRow }) {
  if (row.closeCode === null) return <span className={css.faint}>no code</span>;
  return (
    <span title={closeCodeMeaning(row.closeCode)}>
      <b className={css.code}>{row.closeCode}</b> {closeCodeName(row.closeCode)}
      {row.preview === '' ? null : <bdi className={css.faint}> — {oneLine(row.preview)}</bdi>}
    </span>
  );
}

const UPGRADE_TITLES = {
  probe: 'The session, which polled so far, tries this WebSocket.',
  upgrade: 'From here on the session goes over this WebSocket.',
} as const;

/** Where a session goes over from polling to a WebSocket. */
function UpgradeMark({ row, source }: { readonly row: MessageRow; readonly source: RowSource }) {
  const step = source.transport === 'WebSocket' ? upgradeStep(row.from, row.preview) : null;
  return (
    step && (
      <span className={css.upgrade} title={UPGRADE_TITLES[step]}>
        <ChevronsUp aria-hidden />
        {step}
      </span>
    )
  );
}

interface MarksProps extends Pick<MessageRowProps, 'framed' | 'framing'> {
  readonly row: MessageRow;
}

function Marks({ row, framed, framing }: MarksProps) {
  return (
    <span className={css.marks}>
      {row.complete ? null : <Mark text="in progress" title={progressTitle(row, framed)} />}
      {row.injected ? <Mark text="injected" title="Framescope put it on the wire, not the peer." /> : null}
      {row.frames > 1 && !framing ? (
        <Mark text={`${row.frames} frames`} title="Sent in fragments (RFC 6455 §5.4)." />
      ) : null}
      {row.dropped > 0 ? <Mark text="cut" title={`${formatExactBytes(row.dropped)} were not kept.`} /> : null}
      {row.compressed ? (
        <span className={css.compressed} data-column="compressed" title={compressedTitle(row, framed)}>
          <FoldVertical aria-hidden />
          <span data-silent>compressed</span>
        </span>
      ) : null}
      {row.violations.length > 0 ? (
        <span className={css.violation} data-column="marks" title={violationTitle(row)}>
          <TriangleAlert aria-hidden />
          <span data-silent>{violationTitle(row)}</span>
        </span>
      ) : null}
    </span>
  );
}

function Mark({ text, title }: { readonly text: string; readonly title: string }) {
  return (
    <span className={css.mark} title={title}>
      {text}
    </span>
  );
}

/** What the decoder calls it, or the first of several parts; without a decoder, its opcode. */
export function kindOf({ decoded, opcode }: MessageRow): string {
  return decoded ? leadingPart(decoded).kind : opcodeName(opcode);
}

function kindTitle(row: MessageRow): string {
  const opcode = `${opcodeName(row.opcode)} (opcode 0x${row.opcode.toString(16)})`;
  return row.decoded ? `${row.decoded.protocol} ${row.decoded.kind}, ${opcode}` : opcode;
}

function sizeTitle(row: MessageRow, framed: boolean): string {
  const parts = [
    `Payload: ${formatExactBytes(row.length)}`,
    `On the wire: ${formatExactBytes(row.wireLength)}`,
  ];
  return (framed ? [...parts, formatPlural(row.frames, 'frame')] : parts).join('\n');
}

function compressedTitle(row: MessageRow, framed: boolean): string {
  const share = row.length === 0 ? '' : ` (${Math.round((row.wireLength / row.length) * 100)} %)`;
  return `${framed ? 'permessage-deflate' : 'Content-Encoding'}: ${formatExactBytes(row.wireLength)} on the wire for ${formatExactBytes(row.length)}${share}.`;
}

function progressTitle(row: MessageRow, framed: boolean): string {
  return `Its ${framed ? 'last frame' : 'end'} has not arrived yet; ${formatExactBytes(row.length)} so far.`;
}

function violationTitle(row: MessageRow): string {
  return row.violations.map(({ rule, section }) => `${RULES[rule][1]} (${section})`).join('\n');
}
