// What a row of the timeline says, as terms of the filter language, by the cell that says it.

import { OPCODE_WORDS, OPCODES } from '../../../proxy/contract/filter-keys.ts';
import { textTerm } from '../../../proxy/contract/filter-of-value.ts';
import { formatConnectionId } from '../../../proxy/contract/ids.ts';
import type { MessageRow } from '../../../proxy/contract/model.ts';
import type { CellTerm } from '../filter/term-menu.ts';
import { leadingPart } from './leading-part.ts';

/** The kind first: what people filter by most. */
export function messageTerms(row: MessageRow, merged: boolean): readonly CellTerm[] {
  const opcode = OPCODE_WORDS.find((word) => OPCODES[word] === row.opcode);
  const kind = row.decoded ? leadingPart(row.decoded).kind : undefined;
  const terms: readonly (readonly [cell: string, term: string | null])[] = [
    ['kind', kind === undefined ? null : textTerm('kind', kind)],
    ['opcode', opcode === undefined ? null : `op:${opcode}`],
    ['direction', `dir:${row.from === 'client' ? 'sent' : 'received'}`],
    ['time', `at:>=${localMoment(row.at)}`],
    ['source', merged ? `id:${formatConnectionId(row.connection)}` : null],
    ['latency', row.rtt === null ? null : `rtt:>=${durationOf(row.rtt)}`],
    ['size', `size:${row.length}`],
    ['heartbeat', row.decoded?.heartbeat ? 'is:heartbeat' : null],
    ['marks', row.violations.length > 0 ? 'is:violation' : null],
    ['injected', row.injected ? 'is:injected' : null],
    ['compressed', row.compressed ? 'is:compressed' : null],
  ];
  return terms.flatMap(([cell, term]) => (term === null ? [] : [{ cell, term }]));
}

/** `42ms`, rounded down, so that the one it is of matches. */
function durationOf(ms: number): string {
  return ms < 10 ? `${Math.floor(ms * 1000)}us` : `${Math.floor(ms)}ms`;
}

/** `2025-11-22T12:30:15.250`, the millisecond that holds it. */
function localMoment(at: number): string {
  const moment = Math.floor(at);
  const local = new Date(moment - new Date(moment).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, -1);
}
