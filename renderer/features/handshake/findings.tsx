// What is worth saying about a handshake, as a table: how bad, which field, why, and where the RFC says so.

import { CircleAlert, CircleCheck, CircleX, Info, type LucideIcon } from 'lucide-react';
import type { HandshakeFinding } from '../../../proxy/protocol/finding.ts';
import css from './handshake.module.css';

type Level = HandshakeFinding['level'];

const LEVELS: Readonly<Record<Level, readonly [icon: LucideIcon, name: string]>> = {
  ok: [CircleCheck, 'verified'],
  info: [Info, 'note'],
  warning: [CircleAlert, 'warning'],
  error: [CircleX, 'error'],
};

export function Findings({ findings }: { readonly findings: readonly HandshakeFinding[] }) {
  const wrong = findings.filter(({ level }) => level === 'error' || level === 'warning').length;
  return (
    <section className={css.section}>
      <h3>
        Explained{' '}
        <span className={css.note}>{wrong === 0 ? 'nothing wrong found' : `${wrong} to look at`}</span>
      </h3>
      <table className={css.findings}>
        <thead data-silent>
          <tr>
            <th scope="col">Verdict</th>
            <th scope="col">Direction</th>
            <th scope="col">Header</th>
            <th scope="col">What it says</th>
            <th scope="col">Section</th>
          </tr>
        </thead>
        <tbody>
          {findings.map((finding) => (
            <Row key={`${finding.side} ${finding.header} ${finding.message}`} finding={finding} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ finding: { level, side, header, message, section } }: { readonly finding: HandshakeFinding }) {
  const [Icon, name] = LEVELS[level];
  return (
    <tr data-level={level}>
      <td className={css.verdict} title={name}>
        <Icon aria-hidden />
        <span data-silent>{name}</span>
      </td>
      <td className={css.arrow} data-side={side}>
        <span aria-hidden>{side === 'request' ? '▲' : '▼'}</span>
        <span data-silent>{side}</span>
      </td>
      <th scope="row">{header}</th>
      <td className={css.message}>{message}</td>
      <td className={css.rfc}>{section}</td>
    </tr>
  );
}
