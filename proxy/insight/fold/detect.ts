// Whether messages describe a state, and how: told from a sample of them. JSON Patch is known by its operations; other
// streams by messages that call themselves snapshot and delta. A guess, which a person may correct.

import { fieldTerm, presenceTerm } from '../../contract/filter-of-value.ts';
import type { FoldRecipe } from '../../contract/fold.ts';
import { bodyAt, formatBodyPath } from './body-path.ts';
import { isJsonPatch } from './json-patch.ts';
import { isFields, ownOf } from './merge-patch.ts';

/** Where protocols say what a message is. */
const WORD_KEYS = ['type', 'event', 'op', 'action', 'kind', 'method', 't', 'e', 'msg', 'update'];
const SNAPSHOT = /^(?:.*[._:/-])?(?:snapshot|initial|init|full|state|partial|sync|welcome)(?:[._:/-].*)?$/i;
const DELTA =
  /^(?:.*[._:/-])?(?:delta|patch|update|updates|updated|diff|change|changes|l2update)(?:[._:/-].*)?$/i;
/** Where they put it, most telling first. */
const BODIES = [
  'state',
  'snapshot',
  'patch',
  'patches',
  'ops',
  'operations',
  'delta',
  'diff',
  'changes',
  'data',
  'payload',
  'body',
  'value',
  'params',
  'result',
  'd',
];
/** What elements of lists are told apart by. */
const KEYS = ['id', '_id', 'key', 'uuid', 'symbol', 'name', 'price'];

type Path = readonly string[];

/** Null where they do not. `messages` are parsed, in their order. */
export function detectFold(messages: readonly unknown[]): FoldRecipe | null {
  return detectPatches(messages) ?? detectWords(messages.filter(isFields));
}

function detectPatches(messages: readonly unknown[]): FoldRecipe | null {
  const found = messages.map(patchPath);
  const path = found.find((each) => each !== null);
  if (!path) return null;
  const has = (message: unknown) => isJsonPatch(bodyAt(message, path));
  const deltas =
    path.length === 0 ? 'kind:array' : termOf(messages.filter(has), messages, presenceTerm(path));
  const rest = messages.filter((message) => !has(message));
  return {
    ...snapshotsBeside(rest, path),
    deltas: deltas ?? '',
    deltaPath: formatBodyPath(path),
    way: 'json-patch',
    key: 'id',
  };
}

/** The message itself, a field of it, or a field of a field. */
function patchPath(message: unknown): Path | null {
  if (isJsonPatch(message)) return [];
  if (!isFields(message)) return null;
  for (const [name, value] of Object.entries(message)) {
    if (isJsonPatch(value)) return [name];
    const inner = isFields(value) ? Object.keys(value).find((each) => isJsonPatch(value[each])) : undefined;
    if (inner !== undefined) return [name, inner];
  }
  return null;
}

type Snapshots = Pick<FoldRecipe, 'snapshots' | 'snapshotPath'>;

function snapshotsBeside(rest: readonly unknown[], path: Path): Snapshots {
  const named = rest.filter(isFields).filter((message) => wordOf(message, SNAPSHOT) !== null);
  const [first] = named;
  if (first)
    return {
      snapshots: termOf(named, rest, null) ?? '',
      snapshotPath: formatBodyPath(bodyPath(first, path)),
    };
  if (path.length > 0) return { snapshots: '', snapshotPath: '$' };
  const whole = rest.some(isFields);
  return { snapshots: whole ? '-kind:array dir:received' : '', snapshotPath: '$' };
}

function detectWords(messages: readonly Record<string, unknown>[]): FoldRecipe | null {
  const snapshots = messages.filter((message) => wordOf(message, SNAPSHOT) !== null);
  const deltas = messages.filter(
    (message) => wordOf(message, DELTA) !== null && !snapshots.includes(message),
  );
  const [snapshot, delta] = [snapshots[0], deltas[0]];
  if (!snapshot || !delta) return null;
  const snapshotPath = bodyPath(snapshot, null);
  const deltaPath = bodyPath(delta, snapshotPath);
  const key = keyOf(bodyAt(snapshot, snapshotPath), bodyAt(delta, deltaPath));
  return {
    snapshots: termOf(snapshots, messages, null) ?? '',
    deltas: termOf(deltas, messages, null) ?? '',
    snapshotPath: formatBodyPath(snapshotPath),
    deltaPath: formatBodyPath(deltaPath),
    way: key === null ? 'merge-patch' : 'keyed',
    key: key ?? 'id',
  };
}

/** `$.type=snapshot`: what these have in common and the others do not; or else `otherwise`. */
function termOf(these: readonly unknown[], all: readonly unknown[], otherwise: string | null): string | null {
  const others = new Set(all.filter((each) => !these.includes(each)));
  for (const key of WORD_KEYS) {
    const words = new Set(these.map((each) => (isFields(each) ? ownOf(each, key) : undefined)));
    if (words.has(undefined) || words.size > 4 || ![...words].every((word) => typeof word === 'string'))
      continue;
    const shared = [...others].some((each) => isFields(each) && words.has(ownOf(each, key)));
    if (!shared) return Array.from(words, (word) => fieldTerm([key], word)).join(' | ');
  }
  return otherwise;
}

function wordOf(message: Record<string, unknown>, words: RegExp): string | null {
  const found = WORD_KEYS.map((key) => ownOf(message, key)).find(
    (word) => typeof word === 'string' && words.test(word),
  );
  return typeof found === 'string' ? found : null;
}

/** Where the state, or the change, is: as in what it belongs to, by its name, or the whole message. */
function bodyPath(message: Record<string, unknown>, like: Path | null): Path {
  if (like && typeof bodyAt(message, like) === 'object' && bodyAt(message, like) !== null) return like;
  const name = BODIES.find((each) => typeof ownOf(message, each) === 'object' && message[each] !== null);
  return name === undefined ? [] : [name];
}

/** Null where no list of the state is told apart by a key that the delta has too. */
function keyOf(state: unknown, delta: unknown): string | null {
  const own = elementsOf(state);
  const theirs = elementsOf(delta);
  const [element, other] = [own[0], theirs[0]];
  if (Array.isArray(element) && Array.isArray(other)) return '0';
  const keyed = Array.isArray(delta) || theirs.length > 0 ? other : delta;
  if (!isFields(element) || !isFields(keyed)) return null;
  return KEYS.find((key) => Object.hasOwn(element, key) && Object.hasOwn(keyed, key)) ?? null;
}

function elementsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isFields(value) ? Object.values(value).flatMap((each) => (Array.isArray(each) ? each : [])) : [];
}
