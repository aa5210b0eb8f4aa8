// The buttons of the filter bar, read from the text of the filter and written into it: they have no state of their
// own, so what they do can be read, copied and typed by hand. It knows the language only through its parser.

import type { Filter, FilterError } from '../../../proxy/contract/filter.ts';
import {
  type Concerns,
  conjunctsOf,
  isTerm,
  keepConjuncts,
  replaceConjuncts,
} from '../../../proxy/contract/filter-edit.ts';
import type { OpcodeWord } from '../../../proxy/contract/filter-keys.ts';
import { parseFilter } from '../../../proxy/contract/filter-parse.ts';

export const DIRECTIONS = ['all', 'sent', 'received'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const OPCODE_GROUPS = ['text', 'binary', 'control'] as const;
export type OpcodeGroup = (typeof OPCODE_GROUPS)[number];

const OPCODES_OF: Readonly<Record<OpcodeGroup, readonly OpcodeWord[]>> = {
  text: ['text'],
  binary: ['binary'],
  control: ['close', 'ping', 'pong'],
};

export const WITHOUT_HEARTBEATS = '-is:heartbeat';

/** Whether one of the buttons stands for it. */
export const isOfButtons: Concerns = (filter) =>
  isDirection(filter) || isOpcodes(filter) || hidesHeartbeats(filter);

export function directionOf(text: string): Direction {
  const [direction] = conjunctsOf(text, isDirection);
  if (direction?.type !== 'direction') return 'all';
  return direction.from === 'client' ? 'sent' : 'received';
}

export function withDirection(text: string, direction: Direction): string {
  return replaceConjuncts(text, isDirection, direction === 'all' ? null : `dir:${direction}`, isOfButtons);
}

/** Those of which every opcode may pass; none chosen means all. */
export function opcodeGroupsOf(text: string): readonly OpcodeGroup[] {
  const words = opcodesIn(text);
  return OPCODE_GROUPS.filter((group) => OPCODES_OF[group].every((word) => words.includes(word)));
}

/** The text with the opcodes of this group, or without them where they are in it. Others stay as they are. */
export function withOpcodesToggled(text: string, group: OpcodeGroup): string {
  const before = opcodesIn(text);
  const others = before.filter((word) => !OPCODES_OF[group].includes(word));
  const words = opcodeGroupsOf(text).includes(group) ? others : [...others, ...OPCODES_OF[group]];
  const inOrder = [...ORDER.filter((word) => words.includes(word)), ...words.filter(isUnordered)];
  return replaceConjuncts(
    text,
    isOpcodes,
    words.length === 0 ? null : `op:${inOrder.join('|')}`,
    isOfButtons,
  );
}

const ORDER: readonly OpcodeWord[] = OPCODE_GROUPS.flatMap((group) => OPCODES_OF[group]);
const isUnordered = (word: OpcodeWord) => !ORDER.includes(word);

export function isWithoutHeartbeats(text: string): boolean {
  return conjunctsOf(text, hidesHeartbeats).length > 0;
}

export function withHeartbeats(text: string, shown: boolean): string {
  return replaceConjuncts(text, isAboutHeartbeats, shown ? null : WITHOUT_HEARTBEATS, isOfButtons);
}

/** What the buttons hide, alone; the rest of the text is what is looked for. */
export function partOfButtons(text: string): string {
  return keepConjuncts(text, isOfButtons);
}

function isDirection(filter: Filter): boolean {
  return filter.type === 'direction';
}

/** `op:text`, `op:ping|pong`. */
function isOpcodes(filter: Filter): boolean {
  return filter.type === 'opcode' || (filter.type === 'or' && filter.of.every(isOpcodes));
}

const hidesHeartbeats = isTerm(WITHOUT_HEARTBEATS);
const showsHeartbeats = isTerm('is:heartbeat');
const isAboutHeartbeats: Concerns = (filter) => hidesHeartbeats(filter) || showsHeartbeats(filter);

function opcodesIn(text: string): readonly OpcodeWord[] {
  const [opcodes] = conjunctsOf(text, isOpcodes);
  return opcodes ? wordsOf(opcodes) : [];
}

function wordsOf(filter: Filter): readonly OpcodeWord[] {
  if (filter.type === 'opcode') return [filter.opcode];
  return filter.type === 'or' ? filter.of.flatMap(wordsOf) : [];
}

/** Null when the text is a filter. */
export function filterError(text: string): FilterError | null {
  const parsed = parseFilter(text);
  return parsed.ok ? null : parsed.error;
}
