// The buttons that ask for the same upgrade again, changed so, and what came of each. Each makes a connection of its own,
// whose row and detail tell the outcome; until it has one, its button cancels it.

import { Ban, CircleCheck, CircleX, Hourglass, type LucideIcon, RotateCw, X } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { type UpgradeChange, describeChanges } from '../../../proxy/contract/upgrade-change.ts';
import { outcomeOf, type RetryOutcome } from '../../../proxy/formats/doctor/outcome.ts';
import { redactText } from '../../../proxy/formats/redaction.ts';
import { useApp, useAppStore, useAttempt, useSession } from '../../state/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import css from './doctor-panel.module.css';
import { useDetail } from './use-detail.ts';
import { type MadeRetry, useRetries } from './use-retries.ts';

interface DoctorRetriesProps {
  readonly id: ConnectionId;
  readonly retries: readonly (readonly UpgradeChange[])[];
}

export function DoctorRetries({ id, retries }: DoctorRetriesProps) {
  const captures = useApp(({ info }) => info?.capabilities.includes('capture') ?? false);
  const made = useRetries(id);
  const offered = captures ? retries : [];
  if (offered.length === 0 && made.length === 0) return null;
  return (
    <div className={css.retries}>
      {offered.length === 0 ? null : (
        <div className={css.buttons} role="group" aria-label="Prove it">
          {offered.map((changes) => (
            <RetryButton
              key={describeChanges(changes)}
              id={id}
              changes={changes}
              running={waiting(made, changes)}
            />
          ))}
        </div>
      )}
      <ul className={css.outcomes} aria-live="polite" aria-label="Outcomes">
        {made.map((each) => (
          <Outcome key={each.connection} retry={each} />
        ))}
      </ul>
    </div>
  );
}

function waiting(made: readonly MadeRetry[], changes: readonly UpgradeChange[]): ConnectionId | null {
  const words = describeChanges(changes);
  return made.find((each) => each.waits && describeChanges(each.changes) === words)?.connection ?? null;
}

interface RetryButtonProps {
  readonly id: ConnectionId;
  readonly changes: readonly UpgradeChange[];
  /** The one that waits for its answer. */
  readonly running: ConnectionId | null;
}

/** One button all the while, as wide as it was: the focus stays on it, and nothing moves beside it. */
function RetryButton({ id, changes, running }: RetryButtonProps) {
  const session = useSession();
  const attempt = useAttempt();
  const act = useCallback(
    () =>
      attempt(() => (running === null ? session.retryUpgrade(id, changes) : session.cancelRetry(running))),
    [attempt, session, id, changes, running],
  );
  const words = redactText(`Retry ${describeChanges(changes)}`);
  const asks = running === null;
  return (
    <Button
      icon={asks ? RotateCw : X}
      onClick={act}
      title={asks ? 'Asks the server again and hangs up at once' : `${words}: ends it now`}
      aria-label={asks ? undefined : `Cancel: ${words}`}
    >
      <span className={css.labels}>
        <span className={css.words} data-off={asks ? undefined : true}>
          {words}
        </span>
        <span data-off={asks ? true : undefined}>Cancel</span>
      </span>
    </Button>
  );
}

const VERDICTS: Readonly<Record<RetryOutcome['verdict'], LucideIcon>> = {
  asking: Hourglass,
  works: CircleCheck,
  fails: CircleX,
  cancelled: Ban,
};

function Outcome({ retry: { connection, changes } }: { readonly retry: MadeRetry }) {
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
