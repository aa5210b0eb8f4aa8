// The thin adapter between React and the page's two sources: the engine's Session and the store.
// After a reconnect `useSession` answers with a new Session, so that effects depending on it run again.

import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react';
import { useStore } from 'zustand/react';
import { FramescopeError } from '../../proxy/contract/errors.ts';
import type { Session } from '../../proxy/contract/session.ts';
import type { AppState, AppStore } from './app-store.ts';
import { appendNotices } from './apply.ts';

interface Sources {
  readonly session: Session;
  readonly store: AppStore;
}

const SourcesContext = createContext<Sources | null>(null);

export function SessionProvider({ session, store, children }: Sources & { children: ReactNode }) {
  const sources = useMemo(() => ({ session, store }), [session, store]);
  return <SourcesContext value={sources}>{children}</SourcesContext>;
}

function useSources(): Sources {
  const sources = useContext(SourcesContext);
  if (sources === null) throw new Error('This component must stand inside a SessionProvider.');
  return sources;
}

export function useSession(): Session {
  return useSources().session;
}

export function useAppStore(): AppStore {
  return useSources().store;
}

/** A part of the state; drawn again only when that part is another one. */
export function useApp<T>(selector: (state: AppState) => T): T {
  return useStore(useSources().store, selector);
}

/** Tells the person about a failed call: a toast now, and a line in the log that stays. */
export function useReport(): (error: unknown) => void {
  const store = useAppStore();
  return useCallback((error) => reportError(store, error), [store]);
}

/** Makes a call whose answer does not matter and whose failure the person must hear of. */
export function useAttempt(): (call: () => Promise<unknown>) => void {
  const report = useReport();
  return useCallback((call) => void call().catch(report), [report]);
}

export function reportError(store: AppStore, error: unknown): void {
  const known = error instanceof FramescopeError ? error : null;
  if (known?.code === 'ENGINE_GONE') return; // the banner says so, once for all calls
  const notice = {
    level: 'error',
    code: known?.code ?? 'INVALID',
    message: error instanceof Error ? error.message : String(error),
    hint: known?.hint ?? '',
    at: Date.now(),
  } as const;
  store.setState((state) => ({ log: appendNotices(state.log, [notice]) }));
}
