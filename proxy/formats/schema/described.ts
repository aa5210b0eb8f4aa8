// A kind of messages as a document describes it: under a name that is unique in it, with the shape of its payload.

import { type KindSchema, type Shape } from '../../contract/message-schema.ts';

export interface Described {
  /** An identifier of ASCII letters and digits, capitalised: what every format allows. */
  readonly name: string;
  readonly of: KindSchema;
  readonly payload: Shape;
}

/** @param taken names that the document has for something else */
export function describeKinds(kinds: readonly KindSchema[], taken: readonly string[] = []): Described[] {
  const used = new Set(taken);
  return kinds.map((of) => {
    const name = uniqueName(nameOf(of.kind), used);
    used.add(name);
    return { name, of, payload: payloadOf(of) };
  });
}

/** `room/user-joined` is `RoomUserJoined`. */
function nameOf(kind: string): string {
  const words = kind.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const name = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return /^[A-Z]/.test(name) ? name : `Kind${name}`;
}

function uniqueName(name: string, used: ReadonlySet<string>): string {
  let unique = name;
  for (let n = 2; used.has(unique); n += 1) unique = `${name}${n}`;
  return unique;
}

/** The decoder of JSON tells of a message that is an array under the name of `value`. */
function payloadOf({ protocol, kind, shape }: KindSchema): Shape {
  const [only] = shape.fields;
  const wraps =
    protocol === 'json' && kind === 'array' && shape.fields.length === 1 && only?.name === 'value';
  return wraps && only.seen === shape.types.object && Object.keys(only.shape.types).join() === 'array'
    ? only.shape
    : shape;
}

/** What is known of it beside the shape, as one line. */
export function sayOf({ protocol, kind, messages, unread }: KindSchema): string {
  const fields = protocol === 'json' ? '' : ` The fields are those that Framescope reads of it.`;
  const rest = unread === 0 ? '' : ` ${unread} more could not be read.`;
  const amounts = `${messages.client} sent, ${messages.server} received`;
  return `${protocol} ${oneLine(kind)}: ${amounts}.${fields}${rest}`;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
