// A disk that fills up and is emptied again: traffic flows on, what was not kept is a gap with numbers, capture resumes.

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Options, type Scenario, atMost, exactly, told } from '../scenario.ts';
import { countStored, readGaps } from '../stored.ts';
import { startClients, startOrigin, startSubject } from '../subject.ts';

const CONNECTIONS = 4;
const RATE = 2000; // messages of 1 KiB a second, over all connections
const PHASE = 4000; // milliseconds each: with space, without, with space again
const DISK = 64; // MiB

function mountSmallDisk(folder: string): string {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}m`, 'none', disk]);
  process.prependListener('exit', () => execFileSync('umount', ['-l', disk]));
  return disk;
}

/** Leaves no byte free; the file to remove. */
function fill(disk: string): string {
  const ballast = join(disk, 'ballast');
  try {
    for (;;) writeFileSync(ballast, new Uint8Array(4096), { flag: 'a' });
  } catch {
    return ballast;
  }
}

export const diskFull: Scenario = {
  promise: 'a full disk: traffic flows, what is missing is told, capture resumes when there is space',
  async run({ folder }: Options) {
    const disk = mountSmallDisk(folder);
    const [origin, subject] = [await startOrigin(), await startSubject(disk)];
    const count = ((RATE / CONNECTIONS) * 3 * PHASE) / 1000;
    const clients = await startClients({
      kind: 'listen',
      proxyPort: subject.port,
      originPort: origin.port,
      path: `/paced?rate=${RATE / CONNECTIONS}&size=1024&count=${count}`,
      connections: CONNECTIONS,
    });
    await setTimeout(PHASE);
    const ballast = fill(disk);
    await setTimeout(PHASE);
    const whileFull = countStored(subject.session);
    rmSync(ballast);
    await setTimeout(PHASE + 3000);
    const heard = await clients.stop();
    await subject.stop();
    await origin.stop();
    const [stored, gaps] = [countStored(subject.session), readGaps(subject.session)];
    const closes = 2 * CONNECTIONS;
    return [
      exactly('received by the client', heard.messages, count * CONNECTIONS),
      exactly('received out of place', heard.misplaced, 0),
      told('stored while it was full', whileFull),
      told('stored at the end', stored),
      exactly('resumed', stored > whileFull ? 'yes' : 'no', 'yes'),
      atMost('gaps', gaps.gaps, 10),
      exactly('stored and skipped', stored + gaps.messages, count * CONNECTIONS + closes),
    ];
  },
};
