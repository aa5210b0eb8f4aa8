// The end of a process that a test started, whatever it is doing.

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Resolves when it is gone, so that nobody writes into its folder any more. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
