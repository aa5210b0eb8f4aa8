// The upgrade doctor on top of the Handshake tab: what went wrong, the exact lines, why, what to do, and the buttons that
// prove it. Everything it says comes from diagnose(); everything of the network is a text node.

import { Stethoscope } from 'lucide-react';
import { useMemo } from 'react';
import type { ConnectionDetail } from '../../../proxy/contract/model.ts';
import { diagnose } from '../../../proxy/formats/doctor/diagnose.ts';
import type { Diagnosis, Evidence, Fix } from '../../../proxy/formats/doctor/diagnosis.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import css from './doctor-panel.module.css';
import { DoctorRetries } from './doctor-retries.tsx';

/** Nothing where nothing is wrong. */
export function DoctorPanel({ detail }: { readonly detail: ConnectionDetail }) {
  const diagnosis = useMemo(() => diagnose(detail), [detail]);
  if (diagnosis === null) return null;
  return (
    <section className={css.panel} data-level={diagnosis.level} aria-label="Upgrade doctor">
      <p className={css.sentence}>
        <Stethoscope aria-hidden />
        <strong>{diagnosis.sentence}</strong>
      </p>
      <EvidenceTable evidence={diagnosis.evidence} />
      <Advice diagnosis={diagnosis} />
      {diagnosis.fixes.length === 0 ? null : <Fixes fixes={diagnosis.fixes} />}
      <DoctorRetries key={detail.id} id={detail.id} retries={diagnosis.retries} />
    </section>
  );
}

const SIDES: Readonly<Record<Evidence['side'], readonly [sign: string, word: string]>> = {
  request: ['▲', 'request'],
  answer: ['▼', 'answer'],
  connection: ['⇅', 'connection'],
};

function EvidenceTable({ evidence }: Pick<Diagnosis, 'evidence'>) {
  if (evidence.length === 0) return null;
  const ruled = evidence.some(({ section }) => section !== null);
  return (
    <table className={css.evidence}>
      <thead>
        <tr>
          <th scope="col">
            <span data-silent>Side</span>
          </th>
          <th scope="col">Evidence</th>
          <th scope="col">Expected</th>
          <th scope="col">Received</th>
          {ruled ? (
            <th scope="col" className={css.section}>
              Rule
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {evidence.map((each) => (
          <EvidenceRow key={`${each.side} ${each.field}`} evidence={each} ruled={ruled} />
        ))}
      </tbody>
    </table>
  );
}

function EvidenceRow({
  evidence: { side, field, expected, received, section },
  ruled,
}: {
  readonly evidence: Evidence;
  /** The table has a column for rules. */
  readonly ruled: boolean;
}) {
  const [sign, word] = SIDES[side];
  return (
    <tr>
      <td className={css.side} data-side={side} title={word}>
        <span aria-hidden>{sign}</span>
        <span data-silent>{word}</span>
      </td>
      <th scope="row">{field}</th>
      <td>{expected === null ? <span className={css.none}>–</span> : <code>{expected}</code>}</td>
      <td>{received === null ? <span className={css.none}>not there</span> : <code>{received}</code>}</td>
      {ruled ? <td className={css.section}>{section}</td> : null}
    </tr>
  );
}

function Advice({ diagnosis: { why, next } }: { readonly diagnosis: Diagnosis }) {
  return (
    <dl className={css.advice}>
      <dt>Why</dt>
      <dd>{why}</dd>
      {next.length === 0 ? null : (
        <>
          <dt>Next</dt>
          <dd>
            <ul>
              {next.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ul>
          </dd>
        </>
      )}
    </dl>
  );
}

function Fixes({ fixes }: { readonly fixes: readonly Fix[] }) {
  return (
    <div className={css.fixes}>
      <span className={css.title}>Start Framescope with</span>
      <ul>
        {fixes.map(({ words, does }) => (
          <li key={words}>
            <code>{words}</code>
            <CopyButton text={words} label={`Copy ${words}`} />
            <span className={css.does}>{does}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
