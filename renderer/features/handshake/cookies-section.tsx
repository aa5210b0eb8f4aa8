// The cookies of a handshake: those that the client sent, and those that the server set, with what it said of them. Values
// stay hidden until they are asked for.

import { Eye, EyeOff } from 'lucide-react';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import type { ConnectionDetail } from '../../../proxy/contract/model.ts';
import { answerCookies, requestCookies } from '../../../proxy/protocol/cookies.ts';
import { IconButton } from '../../ui/button.tsx';
import css from './handshake.module.css';

export function CookiesSection({ detail }: { readonly detail: ConnectionDetail }) {
  const [revealed, setRevealed] = useState(false);
  const reveal = useCallback(() => setRevealed((before) => !before), []);
  const rows = useMemo(() => cookieRows(detail), [detail]);
  if (rows.length === 0) return null;
  return (
    <section className={css.section} aria-label="Cookies">
      <h3>
        Cookies
        <IconButton
          label={revealed ? 'Hide cookie values' : 'Show cookie values'}
          icon={revealed ? EyeOff : Eye}
          onClick={reveal}
        />
      </h3>
      <table className={css.findings}>
        <thead>
          <tr>
            <Title>
              <span data-silent>Direction</span>
            </Title>
            <Title>Name</Title>
            <Title>Value</Title>
            <Title>Attributes</Title>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.key} row={row} shown={revealed} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Title({ children }: { readonly children: ReactNode }) {
  return (
    <th scope="col" className={css.title}>
      {children}
    </th>
  );
}

interface CookieRow {
  readonly key: string;
  readonly side: 'request' | 'response';
  readonly name: string;
  readonly value: string;
  /** As they were written, `Path=/; HttpOnly`. */
  readonly attributes: string;
}

/** One name may stand there several times. */
function cookieRows({ requestHeaders, responseHeaders }: ConnectionDetail): readonly CookieRow[] {
  const sent = requestCookies(requestHeaders).map(({ name, value }, place): CookieRow => ({
    key: `sent ${place}`,
    side: 'request',
    name,
    value,
    attributes: '',
  }));
  const set = answerCookies(responseHeaders).map(({ name, value, attributes }, place): CookieRow => ({
    key: `set ${place}`,
    side: 'response',
    name,
    value,
    attributes: attributes.map(([key, said]) => (said === null ? key : `${key}=${said}`)).join('; '),
  }));
  return [...sent, ...set];
}

interface RowProps {
  readonly row: CookieRow;
  readonly shown: boolean;
}

function Row({ row: { side, name, value, attributes }, shown }: RowProps) {
  return (
    <tr>
      <td className={css.arrow} data-side={side}>
        <span aria-hidden>{side === 'request' ? '▲' : '▼'}</span>
        <span data-silent>{side === 'request' ? 'sent' : 'set by the server'}</span>
      </td>
      <th scope="row">{name === '' ? '(no name)' : name}</th>
      <td className={css.value}>
        {shown ? <code>{value}</code> : <span className={css.note}>{hidden(value)}</span>}
      </td>
      <td className={css.value}>{attributes}</td>
    </tr>
  );
}

function hidden(value: string): string {
  return value === '' ? 'empty' : `hidden, ${value.length} characters`;
}
