// Half an hour of 200 connections that come and go: neither memory nor descriptors creep.

import { setTimeout } from 'node:timers/promises';
import { type Options, type Scenario, atMost, exactly, told } from '../scenario.ts';
import { startClients, startOrigin, startSubject } from '../subject.ts';

const CONNECTIONS = 200;
const RATE = 2000; // messages a second, over all connections
const CHURN = 5; // connections replaced a second
const MINUTES = 30;
const SAMPLES = 100;
/** Descriptors of connections that are just being replaced. */
const IN_PASSING = 8;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

export const longRun: Scenario = {
  promise: '200 connections with churn for half an hour: memory grows by ≤ 8 MiB, descriptors stay flat',
  async run({ folder, minutes }: Options) {
    const [origin, subject] = [await startOrigin(), await startSubject(folder)];
    const clients = await startClients({
      kind: 'echo',
      proxyPort: subject.port,
      originPort: origin.port,
      path: '/echo',
      connections: CONNECTIONS,
      rate: RATE,
      churn: CHURN,
    });
    const memory: number[] = [];
    const descriptors: number[] = [];
    for (let n = 0; n < SAMPLES; n += 1) {
      await setTimeout(((minutes ?? MINUTES) * 60_000) / SAMPLES);
      memory.push(subject.memory());
      descriptors.push(subject.descriptors());
    }
    const heard = await clients.stop();
    const { messages } = await subject.stop();
    await origin.stop();
    // the first fifth is warming up; medians, for the collector comes and goes
    const [early, late] = [median(memory.slice(20, 40)), median(memory.slice(-20))];
    const [some, more] = [median(descriptors.slice(20, 40)), median(descriptors.slice(-20))];
    return [
      told('memory early, MiB', early),
      told('memory late, MiB', late),
      atMost('growth', late - early, 8, ' MiB'),
      told('descriptors early', some),
      atMost('descriptors late', more, some + IN_PASSING),
      exactly('dropped', heard.dropped, 0),
      told('messages echoed', heard.messages),
      told('messages stored', messages),
      told('echo p50, ms', heard.p50),
      told('echo p99, ms', heard.p99),
    ];
  },
};
