// The present moment, once a second, for what counts up on the screen. One timer for all who look.

import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let now = Date.now();
let timer = 0;

/** Epoch milliseconds, renewed every second. */
export function useSecond(): number {
  return useSyncExternalStore(subscribe, () => now);
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) start();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** What was shown last may be from long before: React reads again after it has subscribed. */
function start(): void {
  now = Date.now();
  timer = window.setInterval(tick, 1000);
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}
