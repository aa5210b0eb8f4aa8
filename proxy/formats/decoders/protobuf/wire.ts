// The wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding): fields by number, each with a type that
// says where it ends, and nothing of what it means. Whole or broken: bytes that do not fit exactly are no message.

export type WireType = 'varint' | 'fixed64' | 'bytes' | 'group' | 'fixed32';

export interface WireField {
  readonly number: number;
  readonly type: WireType;
  /** Where its tag begins. */
  readonly at: number;
  /** What it holds, without tag and length: bytes from `from`, up to `to`. */
  readonly from: number;
  readonly to: number;
}

export interface Broken {
  /** Why, in a few words. */
  readonly broken: string;
}

/** Of one message, without those of the messages in it. */
const MOST_FIELDS = 20_000;
const DEEPEST_GROUP = 32;
const LARGEST_NUMBER = 2 ** 29 - 1;
const LONGEST_VARINT = 10;

const TYPES: readonly WireType[] = ['varint', 'fixed64', 'bytes', 'group', 'group', 'fixed32'];
const START_GROUP = 3;
const END_GROUP = 4;

interface Tag {
  readonly number: number;
  readonly code: number;
  readonly end: number;
}

/** What stands from `from` up to `to`, to the last byte. */
export function readWire(bytes: Uint8Array, from: number, to: number): readonly WireField[] | Broken {
  const fields: WireField[] = [];
  const open: WireField[] = [];
  for (let at = from; at < to;) {
    const tag = readTag(bytes, at, to);
    if (!tag) return { broken: `no field begins at byte ${at}` };
    const content = contentOf(bytes, tag, to);
    if (!content) return { broken: `field ${tag.number} at byte ${at} does not end` };
    const field: WireField = { number: tag.number, type: TYPES[tag.code]!, at, ...content };
    if (tag.code === START_GROUP) {
      if (open.push(field) > DEEPEST_GROUP) return { broken: `more than ${DEEPEST_GROUP} groups in groups` };
    } else {
      const begun = tag.code === END_GROUP ? open.pop() : field;
      if (begun?.number !== tag.number) return { broken: `a group that did not begin ends at byte ${at}` };
      if (open.length === 0) fields.push(begun === field ? field : { ...begun, to: at });
    }
    if (fields.length > MOST_FIELDS) return { broken: `more than ${MOST_FIELDS} fields` };
    at = content.to;
  }
  return open.length > 0 ? { broken: `group ${open[0]!.number} does not end` } : fields;
}

function readTag(bytes: Uint8Array, at: number, to: number): Tag | null {
  const end = varintEnd(bytes, at, to);
  if (end === null || end - at > 5) return null;
  const tag = Number(readVarint(bytes, at, end));
  const [number, code] = [Math.floor(tag / 8), tag % 8];
  if (number === 0 || number > LARGEST_NUMBER || code >= TYPES.length) return null;
  return { number, code, end };
}

function contentOf(bytes: Uint8Array, { code, end }: Tag, to: number): Pick<WireField, 'from' | 'to'> | null {
  const upTo = (from: number, last: number) => (last <= to ? { from, to: last } : null);
  switch (TYPES[code]!) {
    case 'varint': {
      const last = varintEnd(bytes, end, to);
      return last === null ? null : { from: end, to: last };
    }
    case 'fixed64':
      return upTo(end, end + 8);
    case 'fixed32':
      return upTo(end, end + 4);
    case 'group':
      return { from: end, to: end };
    case 'bytes': {
      const from = varintEnd(bytes, end, to);
      return from === null ? null : upTo(from, from + Number(readVarint(bytes, end, from)));
    }
  }
}

/** Exclusive; null where it does not end. */
export function varintEnd(bytes: Uint8Array, at: number, to: number): number | null {
  const last = Math.min(to, at + LONGEST_VARINT);
  for (let end = at; end < last; end += 1) if (bytes[end]! < 0x80) return end + 1;
  return null;
}

/** Unsigned, 64 bits. */
export function readVarint(bytes: Uint8Array, from: number, to: number): bigint {
  let value = 0n;
  for (let at = to - 1; at >= from; at -= 1) value = (value << 7n) | BigInt(bytes[at]! & 0x7f);
  return BigInt.asUintN(64, value);
}

/** Of an unsigned varint: what `sint32` and `sint64` mean by it. */
export function unzigzag(value: bigint): bigint {
  return value & 1n ? -(value >> 1n) - 1n : value >> 1n;
}

export function isBroken(read: readonly WireField[] | Broken): read is Broken {
  return 'broken' in read;
}
