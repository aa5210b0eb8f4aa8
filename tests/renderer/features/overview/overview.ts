// An overview for tests: what a test does not name is zero.

import type { Overview } from '../../../../proxy/contract/model.ts';

export const START = new Date(2025, 10, 22, 12, 30).getTime();

export function overview(received: readonly number[], over: Partial<Overview> = {}): Overview {
  const zeros = received.map(() => 0);
  return {
    from: START,
    width: 64,
    sent: zeros,
    received,
    sentBytes: zeros,
    receivedBytes: received.map((count) => count * 100),
    controls: zeros,
    violations: zeros,
    closes: zeros,
    scanned: 1,
    total: 1,
    gaps: [],
    ends: [],
    ...over,
  };
}
