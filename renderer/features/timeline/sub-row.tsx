// A row beneath a message: one of its frames (RFC 6455 §5.4), told by its header, or one of its parts, told as a message of
// its own would be. Everything in it is text.

import { memo, type ReactNode } from 'react';
import type { Decoded } from '../../../proxy/contract/model.ts';
import { formatBytes, formatExactBytes } from '../../ui/quantity.ts';
import { framePlace, type FrameWords, frameWords } from '../inspector/frame-words.ts';
import type { Frames } from '../inspector/frames.ts';
import { DecodedSummary } from './decoded-summary.tsx';
import css from './message-row.module.css';
import type { Piece } from './unfolding.ts';

interface FrameCellsProps {
  /** Null while they are on their way. */
  readonly frames: Frames | null;
  readonly index: number;
  /** Frames of the message. */
  readonly count: number;
  readonly merged: boolean;
}

export const FrameCells = memo(function FrameCells({ frames, index, count, merged }: FrameCellsProps) {
  const place = framePlace(index, count);
  const words = frames && frameWords(frames, index);
  if (words === null) {
    return (
      <Cells piece="frame" place={place} merged={merged} busy={frames === null}>
        <span className={css.faint}>{frames === null ? '…' : missing(frames, index)}</span>
      </Cells>
    );
  }
  return (
    <Cells
      piece="frame"
      place={place}
      merged={merged}
      kind={words.opcode}
      size={formatBytes(words.payloadLength)}
      sizeTitle={sizeTitle(words)}
    >
      <HeaderWords words={words} />
    </Cells>
  );
});

function HeaderWords({ words: { fin, rsv, masked, wireLength, range } }: { readonly words: FrameWords }) {
  return (
    <>
      <span title="FIN: 1 on the last frame of the message">FIN {fin}</span>
      <span className={css.faint}>
        <span title={RSV_TITLE}> · RSV {rsv}</span>
        {` · ${masked ? 'masked' : 'not masked'} · ${formatExactBytes(wireLength)} on the wire`}
        {range === null ? null : <span title={RANGE_TITLE}> · payload {range}</span>}
      </span>
    </>
  );
}

const RSV_TITLE = 'RSV1, RSV2, RSV3: extension bits (RFC 6455 §5.2); RSV1 is compression (RFC 7692 §6)';
const RANGE_TITLE = 'First and last byte of the message’s payload that this frame brought';

function missing({ known }: Frames, index: number): string {
  return index < known ? 'header cut off' : 'header not kept: the first 64 KiB of headers were';
}

function sizeTitle({ payloadLength, wireLength }: FrameWords): string {
  return `Payload: ${formatExactBytes(payloadLength)}\nOn the wire: ${formatExactBytes(wireLength)}`;
}

interface PartCellsProps {
  readonly part: Decoded;
  readonly index: number;
  /** Parts of the message. */
  readonly count: number;
  readonly merged: boolean;
}

export const PartCells = memo(function PartCells({ part, index, count, merged }: PartCellsProps) {
  return (
    <Cells piece="part" place={framePlace(index, count)} merged={merged} kind={part.kind}>
      <DecodedSummary decoded={part} />
    </Cells>
  );
});

interface CellsProps {
  readonly piece: Piece;
  /** `2 of 3` */
  readonly place: string;
  readonly merged: boolean;
  readonly kind?: string;
  readonly size?: string;
  readonly sizeTitle?: string;
  readonly busy?: boolean;
  readonly children: ReactNode;
}

/** Said of the message already. */
const NOTHING = null;

/** In the columns of a message. */
function Cells({ piece, place, merged, kind, size, sizeTitle: title, busy, children }: CellsProps) {
  return (
    <div className={css.message} data-beneath aria-busy={busy || undefined}>
      <span role="gridcell" className={css.arrow}>
        <span data-silent>{piece}</span>
      </span>
      <span role="gridcell" className={css.time}>
        {place}
      </span>
      {merged ? <span role="gridcell">{NOTHING}</span> : null}
      <span role="gridcell" className={css.kind}>
        {kind}
      </span>
      <span role="gridcell" className={css.summary}>
        <span className={css.words}>{children}</span>
      </span>
      <span role="gridcell" className={css.latency}>
        {NOTHING}
      </span>
      <span role="gridcell" className={css.size} title={title}>
        {size}
      </span>
    </div>
  );
}
