// One scenario through one subject, both fresh: what the client measured, what the subject's process took for it, and
// whether all of it was stored. What cannot be measured becomes a reason, never an end of the run.

import { join } from 'node:path';
import { runChild } from './child.ts';
import type { Figure } from './figure.ts';
import { tooFewFilesFor } from './open-files.ts';
import { type Plan, countFor } from './plan.ts';
import { startMeter } from './process-cost.ts';
import type { Failed, Measured, Scenario } from './scenario.ts';
import type { Origin, Running, Subject } from './subject.ts';

/** Milliseconds that a client may take. */
const WITHIN = 60_000;

export interface Stored {
  readonly expected: number;
  readonly stored: number;
  /** Milliseconds from the client's end until everything was stored. */
  readonly after: number;
}

export interface Outcome {
  readonly figures: Readonly<Partial<Record<Figure, number>>>;
  /** Null where nothing is stored. */
  readonly stored: Stored | null;
}

export interface Failure {
  readonly failure: string;
}

export type Trial = Outcome | Failure;

export interface Conditions {
  readonly origin: Origin;
  readonly folder: string;
  readonly scale: number;
}

export async function runTrial(plan: Plan, subject: Subject, conditions: Conditions): Promise<Trial> {
  const { origin, folder } = conditions;
  const around = { origin, secure: plan.secure, folder: join(folder, subject.name) };
  try {
    const running = await subject.start(around);
    const scenario = scenarioFor(plan, subject, running, conditions);
    return await observe(scenario, subject, running).finally(() => running.child.stop());
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

function scenarioFor(
  plan: Plan,
  subject: Subject,
  { port, child }: Running,
  conditions: Conditions,
): Scenario {
  const { name: _name, ...rest } = plan;
  const { origin, scale } = conditions;
  return {
    ...rest,
    count: countFor(plan, scale, subject.share),
    proxyPort: port,
    proxyPid: child.process.pid ?? 0,
    originPort: plan.secure ? origin.secure : origin.plain,
  };
}

async function observe(scenario: Scenario, { stores }: Subject, { child }: Running): Promise<Outcome> {
  const meter = startMeter(child.process.pid ?? 0);
  const { messages, ...measured } = await runClient(scenario).catch((error: Error) => {
    const { exitCode, signalCode } = child.process;
    const end = signalCode ?? exitCode;
    throw end === null ? error : new Error(`${error.message}; its process ended with ${end}`);
  });
  const finished = performance.now();
  meter.ending();
  const last = await child.stop();
  const cost = meter.ended();
  const each = (milliseconds: number) => (milliseconds * 1000) / messages;
  const costs = cost && { ...cost, processor: each(cost.processor), mainThread: each(cost.mainThread) };
  const after = child.lastLineAt - finished;
  return {
    figures: { ...measured, ...costs },
    stored: stores ? { expected: messages, stored: Number(last.messages ?? 0), after } : null,
  };
}

async function runClient(scenario: Scenario): Promise<Measured> {
  const hindrance = tooFewFilesFor(scenario);
  if (hindrance !== null) throw new Error(hindrance);
  const client = join(import.meta.dirname, 'client.ts');
  const answer = await runChild<Measured | Failed>([client, JSON.stringify(scenario)], WITHIN);
  if ('error' in answer) throw new Error(answer.error);
  return answer;
}
