// Of a body that carries messages and has grown beyond what is kept of bodies: that what comes now is counted only.

import type { Connection } from '../../../proxy/contract/model.ts';
import { useApp } from '../../state/session-context.tsx';
import { formatBytes } from '../../ui/quantity.ts';
import css from './detail-pane.module.css';

export function BeyondBudget({ connection }: { readonly connection: Connection }) {
  const budget = useApp((state) => state.status?.settings.bodyBudget ?? Infinity);
  const over = Math.max(connection.receivedBytes, connection.sentBytes) - budget;
  if (over <= 0) return null;
  return (
    <p className={css.which} role="status">
      Of each body the first {formatBytes(budget)} are kept (Settings › Bodies): {formatBytes(over)} since
      then are counted, and not shown as messages.
    </p>
  );
}
