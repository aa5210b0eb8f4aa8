// A capture that is killed: what was relayed up to the last moments is in the file, which opens again by itself.

import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Figure, type Options, type Scenario, atMost, exactly, told } from '../scenario.ts';
import { readStored } from '../stored.ts';
import { MAIN, startClients, startOrigin, startSubject } from '../subject.ts';

const CONNECTIONS = 10;
const RATE = 20_000; // frames a second, over all connections
const KILLS = 5;
const LOST_AT_MOST = 100; // milliseconds

async function killOnce(folder: string, originPort: number): Promise<readonly Figure[]> {
  mkdirSync(folder);
  const subject = await startSubject(folder);
  const path = `/paced?rate=${RATE / CONNECTIONS}&size=100`;
  const clients = await startClients({
    kind: 'listen',
    proxyPort: subject.port,
    originPort,
    path,
    connections: CONNECTIONS,
  });
  await setTimeout(1500 + Math.random() * 2000);
  subject.kill();
  const heard = await clients.stop();
  execFileSync(process.execPath, [MAIN, 'export', subject.session, '-o', join(folder, 'again.ndjson')]);
  const stored = readStored(subject.session);
  return [
    told('received before the kill', heard.messages),
    told('stored', stored.messages),
    atMost('lost at the end', Math.max(0, heard.newest - stored.newest), LOST_AT_MOST, ' ms'),
    exactly('out of place before that', stored.misplaced, 0),
    exactly('integrity_check', stored.integrity, 'ok'),
  ];
}

export const killNine: Scenario = {
  promise: 'kill -9 at 20,000 frames/s loses at most the last 100 ms; the file opens again by itself',
  async run({ folder }: Options) {
    const origin = await startOrigin();
    const figures: Figure[] = [];
    for (let n = 1; n <= KILLS; n += 1) {
      const killed = await killOnce(join(folder, String(n)), origin.port);
      figures.push(...killed.map((figure) => ({ ...figure, name: `${n}: ${figure.name}` })));
    }
    await origin.stop();
    return figures;
  },
};
