// 20,000 frames a second for a minute: every one is stored, in its order.

import { setTimeout } from 'node:timers/promises';
import { type Options, type Scenario, exactly, told } from '../scenario.ts';
import { readStored } from '../stored.ts';
import { startClients, startOrigin, startSubject } from '../subject.ts';

const CONNECTIONS = 10;
const RATE = 20_000; // frames a second, over all connections
/** Milliseconds that the origin may be late with its last frames. */
const LATE = 5000;

export const steady: Scenario = {
  promise: '20,000 frames/s for a minute: every one stored, in order',
  async run({ folder, minutes }: Options) {
    const seconds = Math.round((minutes ?? 1) * 60);
    const count = (RATE / CONNECTIONS) * seconds;
    const [origin, subject] = [await startOrigin(), await startSubject(folder)];
    const before = subject.memory();
    const clients = await startClients({
      kind: 'listen',
      proxyPort: subject.port,
      originPort: origin.port,
      path: `/paced?rate=${RATE / CONNECTIONS}&size=100&count=${count}`,
      connections: CONNECTIONS,
    });
    await setTimeout(seconds * 1000 + LATE);
    const after = subject.memory();
    const heard = await clients.stop();
    await subject.stop();
    await origin.stop();
    const stored = readStored(subject.session);
    return [
      exactly('received by the client', heard.messages, count * CONNECTIONS),
      exactly('stored', stored.messages, count * CONNECTIONS),
      exactly('stored out of place', stored.misplaced, 0),
      exactly('received out of place', heard.misplaced, 0),
      told('memory before, MiB', before),
      told('memory after, MiB', after),
    ];
  },
};
