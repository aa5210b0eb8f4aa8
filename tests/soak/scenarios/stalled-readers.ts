// Clients that stop reading: their senders are slowed down, nothing piles up, and nobody else notices.

import { setTimeout } from 'node:timers/promises';
import { type Options, type Scenario, atMost, exactly, told } from '../scenario.ts';
import { type Clients, startClients, startOrigin, startSubject } from '../subject.ts';

const STALLED = 16;
const OTHERS = 20;
const RATE = 1024; // messages of 1 KiB a second and stalled reader
const SECONDS = 20;
/** Round trips of the others may take so much longer, milliseconds: they share the machine with 16 senders, and more. */
const NOTICED = 5;

export const stalledReaders: Scenario = {
  promise: '16 stalled readers, senders at 1 MiB/s: the process grows by ≤ 64 MiB, others are unchanged',
  async run({ folder, minutes }: Options) {
    const period = (minutes === null ? SECONDS : minutes * 60) * 1000;
    const [origin, subject] = [await startOrigin(), await startSubject(folder)];
    const ports = { proxyPort: subject.port, originPort: origin.port };
    const others = (): Promise<Clients> =>
      startClients({ ...ports, kind: 'echo', path: '/echo', connections: OTHERS, rate: 400 });
    const alone = await others();
    await setTimeout(period / 2);
    const undisturbed = await alone.stop();
    const before = subject.memory();
    const path = `/paced?rate=${RATE}&size=1024`;
    const stalled = await startClients({ ...ports, kind: 'stall', path, connections: STALLED });
    const beside = await others();
    await setTimeout(period);
    const after = subject.memory();
    const disturbed = await beside.stop();
    await stalled.stop();
    await subject.stop();
    await origin.stop();
    return [
      told('memory before, MiB', before),
      told('memory after, MiB', after),
      atMost('growth', after - before, 64, ' MiB'),
      told('echo p50 of others before, ms', undisturbed.p50),
      told('echo p50 of others beside, ms', disturbed.p50),
      atMost('echo p99 of others beside', disturbed.p99, undisturbed.p99 + NOTICED, ' ms'),
      exactly('others dropped', disturbed.dropped, 0),
    ];
  },
};
