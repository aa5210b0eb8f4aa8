// Keeps a store in step with one Session: first everything there is, then every Change, in order.
// Changes that arrive while the first answers are on their way wait for them. Each is answered when it can be seen: a page
// that draws slowly is told less often, not faster than it draws.

import type { Change } from '../../proxy/contract/model.ts';
import type { Session } from '../../proxy/contract/session.ts';
import type { AppStore } from './app-store.ts';
import { apply } from './apply.ts';
import { CalmChanges } from './calm.ts';
import { nextFrame } from './next-frame.ts';
import { RowRate } from './row-rate.ts';

/** Resolves when the store holds what the engine holds; ends with the returned function. */
export async function follow(session: Session, store: AppStore): Promise<() => void> {
  let early: Change[] | null = [];
  const calm = new CalmChanges(store);
  const rate = new RowRate();
  const stop = await session.subscribe((change) => {
    if (early) return void early.push(change);
    const shownFor = rate.take(change.views, performance.now());
    calm.take(change);
    return nextFrame(shownFor);
  });
  const [info, status, connections, annotations] = await Promise.all([
    session.info(),
    session.status(),
    session.connections(),
    session.annotations(),
  ]);
  const snapshot: Change = { connections, annotations, reset: true, views: [], status };
  const changes = [snapshot, ...early];
  early = null;
  const views = new Map(); // those of another Session mean nothing here
  store.setState((state) => ({ ...changes.reduce(apply, { ...state, views }), info }));
  return stop;
}
