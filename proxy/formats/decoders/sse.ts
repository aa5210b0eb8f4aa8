// Server-sent events: one block of an event stream, as it came in the body of an HTTP answer. Data that is JSON unfolds.
// What the last id was before a block that has none is not told by the block.

import type { Decoded } from '../../contract/model.ts';
import { type EventBlockFields, parseEventBlock } from '../event-block.ts';
import { maskText, maskValue } from '../secrets.ts';
import { MASK, beginsAsJson, isTooDeep } from './decodable.ts';
import {
  type AskedField,
  CONFIDENCE,
  type DecodableMessage,
  type Decoder,
  type DecoderContext,
} from './decoder.ts';
import { oneLine } from './one-line.ts';
import { spelledUnder } from './spelled.ts';

const NAMING = {
  fields: new Set(['event', 'id', 'retry', 'data', 'comment']),
  /** Kinds of blocks that name no event. */
  made: /^(?:message|comment|retry|id|empty)$/i,
};
const BLOCK = /^(?::|(?:data|event|id|retry)(?:[:\r\n]|$))/;

export const sse: Decoder = {
  name: 'sse',
  label: 'Server-sent events',
  reads: 'text',
  recognises: ({ kind }: DecoderContext, { text }) =>
    kind === 'http' && text !== null && BLOCK.test(text) ? CONFIDENCE.url : CONFIDENCE.none,
  decode,
  spellings,
  heartbeat: /^:/,
};

function decode({ text }: DecodableMessage): Decoded | null {
  if (text === null) return null;
  const block = parseEventBlock(text);
  const kind = kindOf(block);
  return {
    protocol: 'sse',
    kind,
    summary: summaryOf(block),
    heartbeat: kind === 'comment',
    fields: fieldsOf(block),
    parts: [],
  };
}

function kindOf({ event, id, retry, data, comments }: EventBlockFields): string {
  if (data !== null) return event ?? 'message';
  if (retry !== null) return 'retry';
  if (id !== null) return 'id';
  return comments.length > 0 ? 'comment' : 'empty';
}

function fieldsOf({ event, id, retry, data, comments }: EventBlockFields): Decoded['fields'] {
  return {
    ...(event !== null && { event }),
    ...(id !== null && { id: maskText(id, MASK) }),
    ...(retry !== null && { retry }),
    ...(data !== null && { data: readData(data) }),
    ...(comments.length > 0 && { comment: maskText(comments.join('\n'), MASK) }),
  };
}

/** An object or an array as such; text as text. */
function readData(data: string): unknown {
  if (!beginsAsJson(data) || isTooDeep(data)) return maskText(data, MASK);
  try {
    return maskValue(JSON.parse(data), MASK);
  } catch {
    return maskText(data, MASK);
  }
}

function summaryOf({ id, retry, data, comments }: EventBlockFields): string {
  if (data !== null) return oneLine(maskText(data, MASK));
  if (retry !== null) return `comes back after ${retry} ms`;
  if (id !== null) return oneLine(maskText(id, MASK));
  return oneLine(maskText(comments.join(' '), MASK));
}

/** Lines of data are joined, so that no block spells a line feed. */
function spellings(field: AskedField): readonly string[] | null {
  const text = field.text?.includes('\n') ? null : field.text;
  return spelledUnder(NAMING, { path: field.path, text });
}
