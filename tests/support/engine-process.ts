// An engine in a process of its own, whose memory a test can measure. It ends with the test.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { killed } from './killed.ts';
import { tempDir } from './temp-dir.ts';

export interface EngineMemory {
  /** Messages stored so far. */
  readonly messages: number;
  /** Bytes resident now, and at most since the start. */
  readonly resident: number;
  readonly peak: number;
}

export interface EngineProcess {
  /** Where its proxy listens. */
  readonly port: number;
  memory(): Promise<EngineMemory>;
}

export async function startEngine(): Promise<EngineProcess> {
  const child = fork(resolve(import.meta.dirname, 'engine-child.ts'), [tempDir()]);
  onTestFinished(() => killed(child));
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    port,
    async memory() {
      child.send('memory');
      const [memory] = (await once(child, 'message')) as [EngineMemory];
      return memory;
    },
  };
}
