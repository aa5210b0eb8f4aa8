// Dialogues for finders: who said what at which second, as the facts that would be kept of it.

import type { Finding } from '../../../proxy/contract/finding.ts';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { Connection, Ending, Side } from '../../../proxy/contract/model.ts';
import { ConnectionFacts, type SeenMessage } from '../../../proxy/insight/connection-facts.ts';
import { findInConnection } from '../../../proxy/insight/findings.ts';
import { MeaningFacts } from '../../../proxy/insight/meaning-facts.ts';
import { connectionRow } from '../store/rows.ts';

export const BEGAN = 1_732_270_000_000;

export type Word = 'text' | 'binary' | 'ping' | 'pong' | 'close' | 'heartbeat';
/** `['client ping', 30]`: at the 30th second. */
export type Line = readonly [said: `${Side} ${Word}`, second: number, over?: Partial<SeenMessage>];

const OPCODES: Readonly<Record<Word, number>> = {
  text: 1,
  binary: 2,
  ping: 9,
  pong: 10,
  close: 8,
  heartbeat: 1,
};

export interface Told {
  readonly connection?: Partial<Connection>;
  readonly ending?: Partial<Ending> & { readonly second: number };
  /** For a connection that is open: up to which second all is known. */
  readonly until?: number;
  /** Seconds at which something was not kept. */
  readonly gaps?: readonly number[];
  readonly offer?: string;
}

function messageOf([said, second, over]: Line, seq: number): SeenMessage {
  const [from, word] = said.split(' ') as [Side, Word];
  const at = BEGAN + second * 1000;
  const length = over?.length ?? 5;
  const headers = { length: (from === 'client' ? 6 : 2) * (over?.frames ?? 1) };
  return {
    seq: seq as Seq,
    from,
    opcode: OPCODES[word],
    at,
    endedAt: at,
    length,
    wireLength: length + headers.length,
    frames: 1,
    compressed: false,
    complete: true,
    injected: false,
    violations: [],
    rtt: word === 'pong' ? 20 : null,
    headers,
    ...over,
  };
}

export function factsOf(lines: readonly Line[], gaps: readonly number[] = []): ConnectionFacts {
  const facts = new ConnectionFacts();
  const rest = [...gaps];
  lines.forEach((line, place) => {
    while (rest[0] !== undefined && rest[0] <= line[1]) facts.interrupt(BEGAN + rest.shift()! * 1000);
    facts.take(messageOf(line, place + 1));
  });
  for (const gap of rest) facts.interrupt(BEGAN + gap * 1000);
  return facts;
}

/** What is found in a connection in which this is said. */
export function findIn(lines: readonly Line[], told: Told = {}): readonly Finding[] {
  const ending = told.ending && endingOf(told.ending);
  const row = connectionRow(1);
  const connection: Connection = {
    ...row,
    id: 1 as ConnectionId,
    kind: 'websocket',
    status: 101,
    state: ending ? 'closed' : 'open',
    host: 'h.example',
    extensions: null,
    openedAt: BEGAN,
    failure: null,
    ...told.connection,
    ending: ending ?? null,
  };
  const meaning = new MeaningFacts();
  lines.forEach(([said, second], place) => {
    const [from, word] = said.split(' ') as [Side, Word];
    const at = BEGAN + second * 1000;
    meaning.take({
      seq: (place + 1) as Seq,
      from,
      at,
      heartbeat: word === 'heartbeat',
      unanswered: false,
    });
  });
  const until = ending?.at ?? BEGAN + (told.until ?? lines.at(-1)?.[1] ?? 0) * 1000;
  const requestHeaders = () =>
    told.offer ? ([['Sec-WebSocket-Extensions', told.offer]] as const) : ([] as const);
  return findInConnection({ connection, facts: factsOf(lines, told.gaps), meaning, requestHeaders, until });
}

function endingOf({ second, ...over }: Partial<Ending> & { readonly second: number }): Ending {
  return {
    at: BEGAN + second * 1000,
    code: null,
    reason: '',
    by: 'server',
    clean: false,
    cause: 'fin',
    ...over,
  };
}

/** `warning half-open` */
export function kindsOf(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, kind }) => `${severity} ${kind}`);
}

/** Something every so many seconds. */
export function every(said: Line[0], seconds: number, times: number, over?: Line[2]): Line[] {
  return Array.from({ length: times }, (_, n) => [said, n * seconds, over ?? {}] as const);
}

export function inOrder(...lines: readonly (readonly Line[])[]): readonly Line[] {
  return lines.flat().toSorted((a, b) => a[1] - b[1]);
}
