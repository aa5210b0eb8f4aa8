// As many connections as a busy test has: all stay open, cost little, and answer quickly.

import { setTimeout } from 'node:timers/promises';
import { type Options, type Scenario, atMost, exactly, told } from '../scenario.ts';
import { countStored } from '../stored.ts';
import { startClients, startOrigin, startSubject } from '../subject.ts';

const CONNECTIONS = 9500;
const RATE = 2000; // messages a second, over all connections
const REST = 5000; // milliseconds between the last opening and the first message
const SECONDS = 20;

export const connections: Scenario = {
  promise:
    '9,500 connections open at once, none dropped, ≤ 40 KiB each, echo p99 ≤ 25 ms at 2,000 messages/s',
  async run({ folder, minutes }: Options) {
    const [origin, subject] = [await startOrigin(), await startSubject(folder)];
    const idle = subject.memory();
    const clients = await startClients({
      kind: 'echo',
      proxyPort: subject.port,
      originPort: origin.port,
      path: '/echo',
      connections: CONNECTIONS,
      rate: RATE,
      rest: REST,
    });
    await setTimeout(REST - 1000);
    const full = subject.memory();
    const descriptors = subject.descriptors();
    await setTimeout(1000 + (minutes === null ? SECONDS : minutes * 60) * 1000);
    const heard = await clients.stop();
    await subject.stop();
    await origin.stop();
    return [
      told('memory with none, MiB', idle),
      told('memory with all, MiB', full),
      told('descriptors with all', descriptors),
      atMost('memory of each', ((full - idle) * 1024) / CONNECTIONS, 40, ' KiB'),
      exactly('dropped', heard.dropped, 0),
      told('messages echoed', heard.messages),
      told('messages stored', countStored(subject.session)),
      told('echo p50, ms', heard.p50),
      atMost('echo p99', heard.p99, 25, ' ms'),
    ];
  },
};
