// The header of each frame of a message, bit by bit, in the order and the shape of the figure in RFC 6455 §5.2.

import { useCallback, useMemo, useState } from 'react';
import type { MessageDetail } from '../../../proxy/contract/model.ts';
import { RULES } from '../../../proxy/protocol/violation.ts';
import { formatPlural } from '../../ui/quantity.ts';
import { Button } from '../../ui/button.tsx';
import css from './frame-headers.module.css';
import { type HeaderField, headerFields } from './header-bits.ts';

/** A message of thousands of fragments shows these, and more when asked. */
const FRAMES_AT_ONCE = 20;

export function FrameHeaders({ message }: { readonly message: MessageDetail }) {
  const { frameHeaders, violations, seq } = message;
  const [shown, setShown] = useState({ seq, count: FRAMES_AT_ONCE });
  const count = shown.seq === seq ? shown.count : FRAMES_AT_ONCE;
  const more = useCallback(() => setShown({ seq, count: count * 4 }), [seq, count]);
  return (
    <div className={css.frames}>
      {violations.map(({ rule, section }) => (
        <p key={rule} className={css.violation}>
          ⚠ {RULES[rule][1]} <span>{section}</span>
        </p>
      ))}
      {frameHeaders.length === 0 ? (
        <p className={css.none}>The header bytes of this message were not kept.</p>
      ) : null}
      {frameHeaders.slice(0, count).map((header, index) => {
        const title = frameTitle(index, frameHeaders.length);
        return <Frame key={title} header={header} title={title} />;
      })}
      {frameHeaders.length > count ? (
        <Button onClick={more}>Show more of {formatPlural(frameHeaders.length, 'frame')}</Button>
      ) : null}
    </div>
  );
}

function frameTitle(index: number, count: number): string {
  return count === 1 ? 'One frame' : `Frame ${index + 1} of ${count}`;
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
