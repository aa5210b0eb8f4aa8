// Ten million messages in one run, as fast as they go through: all stored, in memory that does not grow with them.

import { join } from 'node:path';
import { runChild } from '../../bench/child.ts';
import type { Measured, Scenario as Flood } from '../../bench/client.ts';
import { type Options, type Scenario, atMost, exactly, told } from '../scenario.ts';
import { countStored } from '../stored.ts';
import { start, startSubject } from '../subject.ts';

const FLOODS = 10;
const MESSAGES = 10_000_000; // of all floods
const bench = (file: string): string => join(import.meta.dirname, '../../bench', file);

export const tenMillion: Scenario = {
  promise: '10 million messages in one run: all stored, memory grows by ≤ 64 MiB after the first tenth',
  async run({ folder, messages }: Options) {
    const count = Math.ceil((messages ?? MESSAGES) / FLOODS);
    const origin = await start<{ plain: number }>([bench('origin.ts'), join(folder, 'ca')], 'stdout');
    const subject = await startSubject(folder);
    const rates: number[] = [];
    const memory: number[] = [];
    let sent = 0;
    for (let n = 0; n < FLOODS; n += 1) {
      const flood: Flood = {
        kind: 'received',
        proxyPort: subject.port,
        originPort: origin.ready.plain,
        secure: false,
        count,
        size: 100,
        absolute: true,
      };
      const { rate, messages: relayed } = await runChild<Measured>([
        bench('client.ts'),
        JSON.stringify(flood),
      ]);
      rates.push(rate ?? NaN);
      sent += relayed ?? NaN;
      memory.push(subject.memory());
    }
    await subject.stop();
    await origin.stop();
    return [
      told('relayed, messages/s', rates.toSorted((a, b) => a - b)[FLOODS >> 1] ?? NaN),
      exactly('stored', countStored(subject.session), sent),
      told('memory after the first flood, MiB', memory[0] ?? NaN),
      told('memory after the last, MiB', memory.at(-1) ?? NaN),
      atMost('growth', Math.max(...memory) - (memory[0] ?? NaN), 64, ' MiB'),
    ];
  },
};
