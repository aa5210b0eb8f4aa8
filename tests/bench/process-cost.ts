// What a process has cost, out of Linux's /proc: processor time and resident memory. Elsewhere the answer is null, and
// the figures that need it are left out.

import { readFileSync } from 'node:fs';

/** Milliseconds of one tick of /proc's clock: USER_HZ is 100 wherever Node runs. */
const TICK = 10;

/** Fields of /proc/PID/stat behind the name in brackets, which may itself hold spaces: proc(5) 14, 15 and 16, 17. */
const OWN = [11, 12] as const;
const REAPED = [13, 14] as const;

export interface ProcessCost {
  /** Milliseconds, user and system, of all its threads. */
  readonly processor: number;
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
  const begun = { processor: ticksOf(String(pid), OWN), memory: residentMemory(pid) };
  let reaped: number | null = null;
  let memory: ResidentMemory | null = null;
  return {
    ending() {
      reaped = ticksOf('self', REAPED);
      memory = residentMemory(pid);
    },
    ended() {
      const life = ticksOf('self', REAPED);
      if (life === null || reaped === null || begun.processor === null || !begun.memory || !memory)
        return null;
      return {
        processor: life - reaped - begun.processor,
        growth: memory.peak - begun.memory.now,
        peak: memory.peak,
      };
    },
  };
}

function ticksOf(pid: string, [user, system]: readonly [number, number]): number | null {
  const text = read(`/proc/${pid}/stat`);
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
