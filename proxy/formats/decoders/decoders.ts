// The decoders at work: which one reads a message (the user's choice, then the subprotocol, the URL, the content; the
// surest wins), and what the next one makes of it where that one cannot. Called for every visible row and every scanned
// message, so it is quick, and it never throws.

import { NO_DECODER } from '../../contract/decoder-choice.ts';
import type { Decoded, FieldRange, Side } from '../../contract/model.ts';
import { OPCODE } from '../../protocol/frame.ts';
import { encodeText } from '../payload-text.ts';
import { Decodable } from './decodable.ts';
import {
  CONFIDENCE,
  type Decoder,
  type DecoderContext,
  type DecoderInput,
  type Framer,
  type Turn,
  Unavailable,
  type Unread,
} from './decoder.ts';

/** Name of the decoder that was chosen for what a side says to a host, or NO_DECODER; null: none was. */
export type Choice = (host: string, from: Side) => string | null;

/** What tells who reads a connection. */
export type Readable = Pick<DecoderContext, 'host' | 'decoder'>;

/** What has been recognised once is a little more likely to be it again. */
const RECOGNISED = 0.15;
/** Protocols inside protocols: gzip in base64 in JSON in SockJS. */
const MAX_NESTED = 4;
/** The kind of what no decoder could read. */
const MALFORMED = 'malformed';

const NOTHING_CHOSEN: Choice = () => null;

export class Decoders {
  readonly all: readonly Decoder[];
  readonly #named: ReadonlyMap<string, Decoder>;
  readonly #choice: Choice;

  constructor(all: readonly Decoder[], choice: Choice = NOTHING_CHOSEN) {
    this.all = all;
    this.#named = new Map(all.map((decoder) => [decoder.name, decoder]));
    this.#choice = choice;
  }

  /** Null where no decoder knows it. */
  decode(context: DecoderContext, input: DecoderInput): Decoded | null {
    return hasContent(input) ? this.#decode(context, input, 0) : null;
  }

  /** A keep-alive of the protocol inside; most messages need not be decoded to know. */
  isHeartbeat(context: DecoderContext, input: DecoderInput): boolean {
    if (!hasContent(input)) return false;
    const message = this.#decodable(context, input, 0);
    const decoder = this.#surest(context, message, NOT_TRIED);
    if (!decoder || rulesOutHeartbeat(decoder, message)) return false;
    return this.#read(context, message, decoder)?.heartbeat ?? false;
  }

  /** Whom a message asks or answers, by the decoder of its connection: every one that is stored is asked. Null: not known now. */
  turns(context: DecoderContext, input: DecoderInput): readonly Turn[] | null {
    if (!hasContent(input)) return NO_TURNS;
    const message = this.#decodable(context, input, 0);
    const decoder =
      this.named(this.readerOf(context, input.from)) ?? this.#surest(context, message, NOT_TRIED);
    if (!decoder?.turns || !looksAt(decoder, input.opcode)) return NO_TURNS;
    try {
      return decoder.turns(message, context);
    } catch (error) {
      return error instanceof Unavailable ? null : NO_TURNS;
    }
  }

  /** Name of who reads what a side says, as far as that is known beforehand: who was chosen, or who recognised it all. */
  readerOf({ host, decoder = null }: Readable, from: Side): string | null {
    return (host === undefined ? null : this.#choice(host, from)) ?? decoder;
  }

  /** Whether messages ask and answer: whoever reads a side must know. */
  hasTurns(context: Readable): boolean {
    return this.#knowsTurns(context, 'client') && this.#knowsTurns(context, 'server');
  }

  /** Null where messages are units of the protocol, as nearly always. */
  framer(context: Readable, from: Side): Framer | null {
    return this.named(this.readerOf(context, from))?.framer?.() ?? null;
  }

  /** Which bytes of the payload the fields of `decoded` were read from; empty where that is not known. */
  ranges(context: DecoderContext, input: DecoderInput, decoded: Decoded): readonly FieldRange[] {
    const decoder = this.named(decoded.protocol);
    if (!decoder?.ranges) return [];
    const message = this.#decodable(context, input, 0);
    return guarded(() => decoder.ranges!(message, context)) ?? [];
  }

  /**
   * Texts of which every message in which some decoder finds this field spells out at least one; null: nothing is sure.
   * @param path the first step may name the decoder, unless `rooted`; null: the kind
   */
  spellings(path: readonly string[] | null, rooted: boolean, text: string | null): readonly string[] | null {
    if (path === null && text?.toLowerCase() === MALFORMED) return null;
    const found = this.all.map((decoder) => {
      const named = !rooted && path?.[0] === decoder.name;
      return decoder.spellings({ path: named ? path.slice(1) : path, text });
    });
    return found.includes(null) ? null : [...new Set(found.flatMap((each) => each ?? []))];
  }

  named(name: string | null): Decoder | null {
    return (name !== null && this.#named.get(name)) || null;
  }

  #knowsTurns(context: Readable, from: Side): boolean {
    return this.named(this.readerOf(context, from))?.turns !== undefined;
  }

  #decode(context: DecoderContext, input: DecoderInput, nested: number): Decoded | null {
    const message = this.#decodable(context, input, nested);
    return this.#read(context, message, this.#surest(context, message, NOT_TRIED));
  }

  #decodable(context: DecoderContext, input: DecoderInput, nested: number): Decodable {
    return new Decodable(input, (payload) => {
      if (nested === MAX_NESTED || payload.length === 0) return null;
      const text = typeof payload === 'string';
      const inside = {
        from: input.from,
        opcode: text ? OPCODE.text : OPCODE.binary,
        payload: text ? encodeText(payload) : payload,
      };
      return this.#decode({ url: context.url, subprotocol: null, nested: true }, inside, nested + 1);
    });
  }

  /** The surest decoder's reading, or the next one's with a note why; malformed where none can read it. */
  #read(context: DecoderContext, message: Decodable, surest: Decoder | null): Decoded | null {
    const tried = new Set<Decoder>();
    let failed: { readonly decoder: Decoder; readonly why: string } | null = null;
    for (let next = surest; next; next = this.#surest(context, message, tried)) {
      const read = readWith(next, message, context);
      if (read !== null && !isUnread(read)) {
        return failed ? { ...read, note: `Not read as ${failed.decoder.label}: ${failed.why}.` } : read;
      }
      if (read !== null) failed ??= { decoder: next, why: read.unread };
      tried.add(next);
    }
    return failed && malformed(failed.decoder, failed.why);
  }

  #surest(context: DecoderContext, message: Decodable, tried: ReadonlySet<Decoder>): Decoder | null {
    const chosen = context.host === undefined ? null : this.#choice(context.host, message.from);
    if (chosen === NO_DECODER) return null;
    if (chosen === null) {
      const again = this.#recognised(context, message);
      if (again && !tried.has(again)) return again;
    }
    let best: Decoder | null = null;
    let confidence = 0;
    for (const decoder of this.all) {
      if (tried.has(decoder)) continue;
      if (decoder.name === chosen) return decoder;
      if (!looksAt(decoder, message.opcode)) continue;
      const sure = surenessOf(decoder, context, message);
      const again = sure > 0 && decoder.name === context.decoder ? RECOGNISED : 0;
      if (sure + again > confidence) [best, confidence] = [decoder, sure + again];
    }
    return best;
  }

  /** The one that recognised the connection, where the message looks like its own: nobody else is asked. */
  #recognised(context: DecoderContext, message: Decodable): Decoder | null {
    const decoder = this.named(context.decoder ?? null);
    if (!decoder || !looksAt(decoder, message.opcode)) return null;
    return surenessOf(decoder, context, message) >= CONFIDENCE.likely ? decoder : null;
  }
}

const NO_TURNS: readonly Turn[] = [];
const NOT_TRIED: ReadonlySet<Decoder> = new Set();

/** RFC 6455 §5.6: only text and binary messages carry a protocol. */
function hasContent({ opcode, payload }: DecoderInput): boolean {
  return (opcode === OPCODE.text || opcode === OPCODE.binary) && payload.length > 0;
}

function looksAt({ reads }: Decoder, opcode: number): boolean {
  return reads === 'both' || (reads === 'text') === (opcode === OPCODE.text);
}

function rulesOutHeartbeat({ heartbeat }: Decoder, { text }: Decodable): boolean {
  return heartbeat !== null && text !== null && !text.includes('\\') && !heartbeat.test(text);
}

/** Of a decoder that fails, none. Asked of every decoder for every message: no closure is made for it. */
function surenessOf(decoder: Decoder, context: DecoderContext, message: Decodable): number {
  try {
    return decoder.recognises(context, message);
  } catch {
    return CONFIDENCE.none;
  }
}

function readWith(decoder: Decoder, message: Decodable, context: DecoderContext): Decoded | Unread | null {
  try {
    return decoder.decode(message, context);
  } catch (error) {
    return { unread: error instanceof Error ? firstLine(error.message) : 'it could not be read' };
  }
}

/** What a library throws on bytes is no more than "not that". */
function guarded<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

const WHY_LENGTH = 120;

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!.slice(0, WHY_LENGTH).replace(/\.$/, '');
}

function isUnread(read: Decoded | Unread): read is Unread {
  return 'unread' in read;
}

function malformed({ name, label }: Decoder, why: string): Decoded {
  const summary = `malformed ${label}: ${why}`;
  return {
    protocol: name,
    kind: MALFORMED,
    summary,
    heartbeat: false,
    fields: {},
    parts: [],
    note: `Not read as ${label}: ${why}.`,
  };
}
