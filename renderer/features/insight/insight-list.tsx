// Findings, the worst first: what is so, what to do, and buttons that lead to what it rests on.

import { CircleAlert, CircleCheck, CircleX, Info, type LucideIcon } from 'lucide-react';
import { useCallback } from 'react';
import type { Evidence, Finding, FindingReport, Severity } from '../../../proxy/contract/finding.ts';
import { type ConnectionId, formatConnectionId } from '../../../proxy/contract/ids.ts';
import { goTo } from '../../state/going.ts';
import { connectionName } from '../../state/selectors.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { formatPlural } from '../../ui/quantity.ts';
import css from './insight.module.css';
import { useInsight } from './use-insight.ts';

interface InsightListProps {
  /** Null: of the whole session. */
  readonly connections: readonly ConnectionId[] | null;
}

export function InsightList({ connections }: InsightListProps) {
  const report = useInsight(connections);
  if (report === null) return null;
  const { findings } = report;
  const names = connections?.length !== 1;
  return (
    <>
      {findings.length === 0 ? (
        <Nothing report={report} />
      ) : (
        <ol className={css.list} aria-label="Findings">
          {findings.map((finding) => (
            <Entry key={`${finding.kind} ${finding.topic}`} finding={finding} names={names} />
          ))}
        </ol>
      )}
      <Reading report={report} />
    </>
  );
}

function Nothing({ report: { scanned, total } }: { readonly report: FindingReport }) {
  if (scanned < total) return null;
  return (
    <p className={css.nothing}>
      <CircleCheck aria-hidden /> Nothing unusual was found. What is looked for: reconnect storms, heartbeats
      and their answers, dead peers, silences, close codes, compression, sizes and fragments, polling, missing
      answers, broken rules, and gaps in the capture.
    </p>
  );
}

/** What of it all this is. */
function Reading({ report: { scanned, total, beyond } }: { readonly report: FindingReport }) {
  if (scanned < total)
    return (
      <p className={css.reading} role="status">
        Reading: {formatPlural(scanned, 'message')} of about {formatPlural(total, 'message')}…
      </p>
    );
  if (beyond === 0) return null;
  return (
    <p className={css.reading}>
      The oldest {formatPlural(beyond, 'connection')} of the session {beyond === 1 ? 'is' : 'are'} not looked
      at.
    </p>
  );
}

const SEVERITIES: Readonly<Record<Severity, readonly [icon: LucideIcon, name: string]>> = {
  error: [CircleX, 'Error'],
  warning: [CircleAlert, 'Warning'],
  info: [Info, 'Good to know'],
};

function Entry({ finding, names }: { readonly finding: Finding; readonly names: boolean }) {
  const { severity, what, advice, evidence, connections, times } = finding;
  const [Icon, name] = SEVERITIES[severity];
  const newest = connections.at(-1);
  return (
    <li className={css.entry} data-severity={severity}>
      <Icon className={css.icon} aria-label={name} />
      <div>
        <p className={css.what}>{what}</p>
        {advice === '' ? null : <p className={css.advice}>{advice}</p>}
        <p className={css.evidence}>
          {names && newest !== undefined ? <Whose newest={newest} times={times} /> : null}
          {evidence.map((each) => (
            <EvidenceButton key={`${each.kind} ${each.label}`} evidence={each} />
          ))}
        </p>
      </div>
    </li>
  );
}

function Whose({ newest, times }: { readonly newest: ConnectionId; readonly times: number }) {
  const connection = useApp((state) => state.connections.get(newest));
  return (
    <span className={css.whose} title={connection?.url}>
      <b>{formatConnectionId(newest)}</b> {connection ? connectionName(connection) : null}
      {times > 1 ? ` and ${formatPlural(times - 1, 'other')}` : null}
    </span>
  );
}

function EvidenceButton({ evidence }: { readonly evidence: Evidence }) {
  const store = useAppStore();
  const go = useCallback(() => store.setState((state) => goTo(state, evidence)), [store, evidence]);
  return (
    <button type="button" className={css.link} onClick={go} title={TITLES[evidence.kind]}>
      {evidence.label}
    </button>
  );
}

const TITLES: Readonly<Record<Evidence['kind'], string>> = {
  message: 'Go to this message',
  connection: 'Go to this connection',
  time: 'Go to this time',
  filter: 'Show only these messages',
};
