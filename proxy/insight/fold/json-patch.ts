// JSON Patch (RFC 6902), by fast-json-patch: every operation is validated, a patch applies whole or not at all (§5), and
// none reaches what objects inherit.

import jsonPatch, { type Operation } from 'fast-json-patch';
import type { Applied } from './apply-delta.ts';

const OPERATIONS: ReadonlySet<unknown> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

/** Operations as the RFC has them; an empty list changes nothing, and says nothing about what it is. */
export function isJsonPatch(value: unknown): value is Operation[] {
  return Array.isArray(value) && value.length > 0 && value.every(isOperation);
}

function isOperation(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { op, path, from } = value as { op?: unknown; path?: unknown; from?: unknown };
  return OPERATIONS.has(op) && isPointer(path) && (isPointer(from) || (op !== 'move' && op !== 'copy'));
}

/** RFC 6901 §3. */
function isPointer(value: unknown): boolean {
  return typeof value === 'string' && (value === '' || value.startsWith('/'));
}

/** `state` may be changed in place; where it fails, it is as it was. */
export function applyJsonPatch(state: unknown, patch: unknown): Applied {
  if (!Array.isArray(patch)) return { error: 'It is no list of operations (RFC 6902).' };
  if (!patch.every(isOperation)) return { error: 'One of its operations is none of RFC 6902.' };
  const operations = patch as Operation[];
  // one that moves nothing changes nothing when it fails; several are tried on a copy
  const alone = operations.length === 1 && operations[0]!.op !== 'move';
  let document = alone ? state : jsonPatch.deepClone(state);
  for (const [index, operation] of operations.entries()) {
    try {
      if (!isWithin(document, operation))
        return { error: `There is nothing there${which(operation, index)}.` };
      document = jsonPatch.applyOperation(document, operation, true, true, true, index).newDocument;
    } catch (error) {
      return { error: `${reasonOf(error)}${which(operation, index)}.` };
    }
  }
  return { state: document };
}

/** Its pointers lead along own properties only: what every object inherits is not the document's. */
function isWithin(document: unknown, operation: Operation): boolean {
  const { op, path } = operation;
  if (op === 'copy' || op === 'move')
    return isOwn(document, path, true) && isOwn(document, operation.from, false);
  return isOwn(document, path, op === 'add');
}

function isOwn(document: unknown, pointer: string, isNew: boolean): boolean {
  const steps = pointer.split('/').slice(1).map(jsonPatch.unescapePathComponent);
  let value = document;
  for (const step of isNew ? steps.slice(0, -1) : steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false;
    value = (value as Record<string, unknown>)[step];
  }
  return true;
}

/** Of the library's message, the sentence: the whole document follows it. */
function reasonOf(error: unknown): string {
  const [said] = error instanceof Error ? error.message.split('\n', 1) : [];
  return said ?? 'It does not apply';
}

function which({ op, path }: Operation, index: number): string {
  return ` (operation ${index + 1}: ${op} ${path})`;
}
