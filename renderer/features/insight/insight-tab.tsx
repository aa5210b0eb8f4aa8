// What is worth knowing about some connections, as a tab of their own.

import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import css from './insight.module.css';
import { InsightList } from './insight-list.tsx';

/** What scrolls must be reached by keyboard. */
const REACHABLE = { tabIndex: 0 };

export function InsightTab({ connections }: { readonly connections: readonly ConnectionId[] | null }) {
  return (
    <section className={css.page} aria-label="Insight" {...REACHABLE}>
      <InsightList connections={connections} />
    </section>
  );
}
