// The buttons that ask for the same upgrade again, changed so, and what came of each. Each makes a connection of its own,
// whose row and detail tell the outcome.

import { CircleCheck, CircleX, Hourglass, type LucideIcon, RotateCw } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { type UpgradeChange, describeChanges } from '../../../proxy/contract/upgrade-change.ts';
import { outcomeOf, type RetryOutcome } from '../../../proxy/formats/doctor/outcome.ts';
import { redactText } from '../../../proxy/formats/redaction.ts';
import { useApp, useAppStore, useReport, useSession } from '../../state/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import css from './doctor-panel.module.css';
import { useDetail } from './use-detail.ts';

interface DoctorRetriesProps {
  readonly id: ConnectionId;
  readonly retries: readonly (readonly UpgradeChange[])[];
}

/** A retry that was made. */
interface Retried {
  readonly connection: ConnectionId;
  readonly changes: readonly UpgradeChange[];
}

export function DoctorRetries({ id, retries }: DoctorRetriesProps) {
  const session = useSession();
  const report = useReport();
  const captures = useApp(({ info }) => info?.capabilities.includes('capture') ?? false);
  const [retried, setRetried] = useState<readonly Retried[]>([]);
  const retry = useCallback(
    (changes: readonly UpgradeChange[]) => {
      const made = (connection: ConnectionId) =>
        setRetried((before) => [
          ...before.filter((each) => each.changes !== changes),
          { connection, changes },
        ]);
      void session.retryUpgrade(id, changes).then(made, report);
    },
    [session, report, id],
  );
  if (!captures || retries.length === 0) return null;
  return (
    <div className={css.retries}>
      <div className={css.buttons} role="group" aria-label="Prove it">
        {retries.map((changes) => (
          <RetryButton key={describeChanges(changes)} changes={changes} onRetry={retry} />
        ))}
      </div>
      <ul className={css.outcomes} aria-live="polite" aria-label="Outcomes">
        {retried.map((each) => (
          <Outcome key={each.connection} retried={each} />
        ))}
      </ul>
    </div>
  );
}

interface RetryButtonProps {
  readonly changes: readonly UpgradeChange[];
  readonly onRetry: (changes: readonly UpgradeChange[]) => void;
}

function RetryButton({ changes, onRetry }: RetryButtonProps) {
  const retry = useCallback(() => onRetry(changes), [changes, onRetry]);
  const words = redactText(`Retry ${describeChanges(changes)}`);
  return (
    <Button icon={RotateCw} onClick={retry} title="Asks the server again and hangs up at once">
      <span className={css.words}>{words}</span>
    </Button>
  );
}

const VERDICTS: Readonly<Record<RetryOutcome['verdict'], LucideIcon>> = {
  asking: Hourglass,
  works: CircleCheck,
  fails: CircleX,
};

function Outcome({ retried: { connection, changes } }: { readonly retried: Retried }) {
  const store = useAppStore();
  const detail = useDetail(connection);
  const { verdict, words } = useMemo(() => outcomeOf(detail, changes), [detail, changes]);
  const show = useCallback(() => store.setState({ selected: connection }), [store, connection]);
  const Icon = VERDICTS[verdict];
  return (
    <li data-verdict={verdict}>
      <Icon aria-hidden />
      <span>{words}</span>
      <Button look="quiet" onClick={show}>
        Show it
      </Button>
    </li>
  );
}
