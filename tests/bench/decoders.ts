// How many messages each decoder reads a second, on one core: a usual one of its protocol, with all decoders asked whose it
// is; and what is asked of every message when it is stored. As ratios to JSON, in the same run.

import { builtIn } from '../../proxy/formats/decoders/registry.ts';
import { type DecoderSample, DECODER_SAMPLES, bytesOf, opcodeOf } from '../support/decoder-samples.ts';
import { median } from './results.ts';
import { aligned } from './table.ts';

/** Milliseconds of each turn; the decoders take turns, so that a busy moment spoils none of them alone. */
const TURN_MS = 30;
const TURNS = 7;
const YARDSTICK = 'json';

export interface DecoderRate {
  readonly name: string;
  /** Messages a second. */
  readonly decode: number;
  /** The same, of what is asked when a message is stored: whom it answers. */
  readonly turns: number;
  /** Of what a view that hides heartbeats asks of each message. */
  readonly heartbeat: number;
}

export function measureDecoders(): readonly DecoderRate[] {
  const rates = DECODER_SAMPLES.map((sample) => ({
    sample,
    decode: [] as number[],
    turns: [] as number[],
    heartbeat: [] as number[],
  }));
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const { sample, decode, turns, heartbeat } of rates) {
      const [context, input] = askedOf(sample);
      decode.push(rateOf(() => builtIn.decode(context, input)));
      turns.push(rateOf(() => builtIn.turns(context, input)));
      heartbeat.push(rateOf(() => builtIn.isHeartbeat(context, input)));
    }
  }
  return rates.map(({ sample, decode, turns, heartbeat }) => ({
    name: sample.name,
    decode: median(decode),
    turns: median(turns),
    heartbeat: median(heartbeat),
  }));
}

export function formatDecoders(rates: readonly DecoderRate[]): string {
  const json = rates.find(({ name }) => name === YARDSTICK)!;
  const body = rates.map(({ name, decode, turns, heartbeat }) => [
    name,
    '',
    Math.round(decode).toLocaleString('en'),
    (decode / json.decode).toFixed(2),
    Math.round(turns).toLocaleString('en'),
    Math.round(heartbeat).toLocaleString('en'),
  ]);
  return aligned([
    ['decoder', '', 'decoded/s', 'to JSON', 'looked at when stored/s', 'heartbeat or not/s'],
    ...body,
  ]);
}

function askedOf(sample: DecoderSample) {
  const input = { from: 'server', opcode: opcodeOf(sample), payload: bytesOf(sample) } as const;
  return [sample.context, input] as const;
}

function rateOf(work: () => unknown): number {
  const began = performance.now();
  let done = 0;
  let now = began;
  while (now - began < TURN_MS) {
    for (let n = 0; n < 100; n += 1) work();
    done += 100;
    now = performance.now();
  }
  return (done / (now - began)) * 1000;
}
