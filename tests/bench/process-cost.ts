// What a process has cost, out of Linux's /proc: processor time and resident memory. Elsewhere the answer is null, and
// the figures that need it are left out.

import { readFileSync } from 'node:fs';

/** Milliseconds of one tick of /proc's clock: USER_HZ is 100 wherever Node runs. */
const TICK = 10;

/** Fields of /proc/PID/stat behind the name in brackets, which may itself hold spaces: proc(5) 14, 15 and 16, 17. */
const OWN = [11, 12] as const;
const REAPED = [13, 14] as const;

export interface ProcessCost {
  /** Milliseconds, user and system, of all its threads to its end. */
  readonly processor: number;
  /** The same of its main thread alone, until right before its end. */
  readonly mainThread: number;
  /** MiB, from the start of the meter to the highest. */
  readonly growth: number;
  /** MiB at most. */
  readonly peak: number;
}

export interface CostMeter {
  /** Right before the process is ended: its memory cannot be read later. */
  ending(): void;
  /** After it has ended, with what it did until then. Nothing else may have ended in between. */
  ended(): ProcessCost | null;
}

/** Measures a child of this process from now to its end. */
export function startMeter(pid: number): CostMeter {
  const begun = { whole: ticksOf(String(pid), OWN), ...sample(pid) };
  let before: Sample & { reaped: number | null };
  return {
    ending() {
      before = { reaped: ticksOf('self', REAPED), ...sample(pid) };
    },
    ended() {
      const processor = difference(difference(ticksOf('self', REAPED), before.reaped), begun.whole);
      const mainThread = difference(before.mainThread, begun.mainThread);
      if (processor === null || mainThread === null || !begun.memory || !before.memory) return null;
      const { peak } = before.memory;
      return { processor, mainThread, growth: peak - begun.memory.now, peak };
    },
  };
}

interface Sample {
  readonly mainThread: number | null;
  readonly memory: ResidentMemory | null;
}

function sample(pid: number): Sample {
  return { mainThread: ticksOf(`${pid}/task/${pid}`, OWN), memory: residentMemory(pid) };
}

function difference(after: number | null, before: number | null): number | null {
  return after === null || before === null ? null : after - before;
}

function ticksOf(process: string, [user, system]: readonly [number, number]): number | null {
  const text = read(`/proc/${process}/stat`);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[user]) + Number(fields[system])) * TICK;
}

export interface ResidentMemory {
  /** MiB now. */
  readonly now: number;
  /** MiB at most, since it began. */
  readonly peak: number;
}

export function residentMemory(pid: number): ResidentMemory | null {
  const text = read(`/proc/${pid}/status`);
  if (text === null) return null;
  const mebibytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1]) / 1024;
  return { now: mebibytes('VmRSS'), peak: mebibytes('VmHWM') };
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
