// The header of a frame, bit by bit, in the order and the shape of the figure in RFC 6455 §5.2; above it, where a
// message has several frames, the list of them.

import { useCallback, useMemo, useState } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { MessageDetail } from '../../../proxy/contract/model.ts';
import { RULES } from '../../../proxy/protocol/violation.ts';
import { formatExact, formatPlural } from '../../ui/quantity.ts';
import css from './frame-headers.module.css';
import { FrameList } from './frame-list.tsx';
import { type ByteRange, framesOf } from './frames.ts';
import { type HeaderField, headerFields } from './header-bits.ts';

interface FrameHeadersProps {
  readonly message: MessageDetail;
  /** The frame to begin with, counted from 0; null: the first. */
  readonly shown: number | null;
  readonly onShowBytes: (range: ByteRange) => void;
}

export function FrameHeaders({ message, shown, onShowBytes }: FrameHeadersProps) {
  const { frameHeaders, violations, seq } = message;
  const frames = useMemo(() => framesOf(message), [message]);
  const [index, choose] = useChosen(seq, shown);
  const header = frameHeaders[index];
  const title =
    frames.count === 1 ? 'One frame' : `Frame ${formatExact(index + 1)} of ${formatExact(frames.count)}`;
  return (
    <div className={css.pane}>
      {frames.count > 1 && frames.known > 0 ? (
        <>
          <div className={css.list}>
            <FrameList frames={frames} active={index} onActive={choose} onShowBytes={onShowBytes} />
          </div>
          <Note text={notKept(frames.known, frames.count)} />
          <Note text={frames.noRanges} />
        </>
      ) : null}
      <div className={css.frames}>
        {violations.map(({ rule, section }) => (
          <p key={rule} className={css.violation}>
            ⚠ {RULES[rule][1]} <span>{section}</span>
          </p>
        ))}
        {header === undefined ? (
          <p className={css.none}>{frames.known === 0 ? NONE_KEPT : NOT_KEPT}</p>
        ) : (
          <Frame header={header} title={title} />
        )}
      </div>
    </div>
  );
}

const NONE_KEPT = 'The header bytes of this message were not kept.';
const NOT_KEPT = 'The header bytes of this frame were not kept.';

/** What the user chose of this message, since another frame was to be shown. */
function useChosen(seq: Seq, shown: number | null): readonly [number, (index: number) => void] {
  const of = `${seq} ${shown}`;
  const [chosen, setChosen] = useState({ of, index: shown ?? 0 });
  const choose = useCallback((index: number) => setChosen({ of, index }), [of]);
  return [chosen.of === of ? chosen.index : (shown ?? 0), choose];
}

/** Of a message of very many frames, the first 64 KiB of headers are kept. */
function notKept(known: number, count: number): string | null {
  return known === count
    ? null
    : `The headers of the first ${formatPlural(known, 'frame')} of ${formatExact(count)} were kept: 64 KiB of them.`;
}

function Note({ text }: { readonly text: string | null }) {
  return text === null ? null : <p className={css.note}>{text}</p>;
}

function Frame({ header, title }: { readonly header: Uint8Array; readonly title: string }) {
  const fields = useMemo(() => headerFields(header), [header]);
  const hex = [...header].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return (
    <section className={css.frame}>
      <h3>
        {title}, header <code>{hex}</code>
      </h3>
      {fields === null ? <p className={css.none}>The header is cut off.</p> : <Bits fields={fields} />}
    </section>
  );
}

function Bits({ fields }: { readonly fields: readonly HeaderField[] }) {
  return (
    <>
      <div className={css.bits} aria-hidden>
        {fields.map((field) => (
          <BitField key={field.name} field={field} />
        ))}
      </div>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Bits</th>
            <th scope="col">Value</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ name, bits, value, explanation }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{bits.length}</td>
              <td className={css.value}>{value}</td>
              <td>{explanation}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Bits of a field that are drawn; longer fields are told by their value. */
const DRAWN_BITS = 32;

function BitField({ field }: { readonly field: HeaderField }) {
  const { name, bits, value, explanation } = field;
  return (
    <div className={css.field} title={`${name}: ${explanation}`}>
      <span className={css.digits}>
        {bits.length <= DRAWN_BITS ? (bits.match(/.{1,8}/g) ?? []).join(' ') : value}
      </span>
      <span className={css.name}>{name}</span>
    </div>
  );
}
