// A decoder that a person wrote: one JavaScript file that runs in a sandbox. What it returns is checked, and its secrets
// are masked as everybody's.

import { createHash } from 'node:crypto';
import type { Decoded } from '../../contract/model.ts';
import { MASK } from '../../formats/decoders/decodable.ts';
import {
  CONFIDENCE,
  type DecodableMessage,
  type Decoder,
  type DecoderContext,
  type Turn,
  type Unread,
} from '../../formats/decoders/decoder.ts';
import { oneLine } from '../../formats/decoders/one-line.ts';
import { type JsonRecord, asRecord, textOf } from '../../formats/decoders/record.ts';
import { maskText, maskValue } from '../../formats/secrets.ts';
import { ScriptError } from './sandbox.ts';
import { Script, type Trouble } from './script.ts';

const MOST_PARTS = 200;
/** Parts within parts. */
const DEEPEST = 4;
const KIND_LENGTH = 64;
/** Characters. */
const REVISION_LENGTH = 12;

export interface OwnDecoder {
  readonly decoder: Decoder;
  /** What is wrong with it by now. */
  trouble(): Trouble;
  dispose(): void;
}

/**
 * `name` is the file's without its ending. `begunAgain` is called when it reads again what it could not. Fails with
 * ScriptError where the file cannot be run, or has no `decode`.
 */
export async function ownDecoder(name: string, source: string, begunAgain: () => void): Promise<OwnDecoder> {
  const { script, exported } = await Script.start(`${name}.js`, source, begunAgain);
  const has = (called: string) => exported.functions.includes(called);
  if (!has('decode')) {
    script.dispose();
    throw new ScriptError('it exports no function named decode');
  }
  const run = runner(script);
  const decoder: Decoder = {
    name: `own:${name}`,
    revision: createHash('sha256').update(source).digest('base64url').slice(0, REVISION_LENGTH),
    label: exported.label ?? name,
    reads: 'both',
    recognises: (context, message) => (has('recognises') ? sureness(run, context, message) : CONFIDENCE.none),
    decode: (message, context) => decode(run, `own:${name}`, message, context),
    spellings: () => null,
    heartbeat: null,
    ...(has('turns') && {
      turns: (message: DecodableMessage, context: DecoderContext) => turnsOf(run('turns', message, context)),
    }),
  };
  return { decoder, trouble: () => script.trouble, dispose: () => script.dispose() };
}

type Run = (called: string, message: DecodableMessage, context: DecoderContext) => unknown;

function runner(script: Script): Run {
  return (called, { from, text, payload }, { url, subprotocol }) =>
    script.call(called, { from, text, payload, url, subprotocol });
}

/** `true` is as good as a URL's word; a number from 0 to 1 is taken as it is. */
function sureness(run: Run, context: DecoderContext, message: DecodableMessage): number {
  try {
    const answer = run('recognises', message, context);
    if (answer === true) return CONFIDENCE.url;
    return typeof answer === 'number' ? Math.min(Math.max(answer, 0), 1) : CONFIDENCE.none;
  } catch {
    return CONFIDENCE.none; // what is wrong with it is told when it decodes
  }
}

function decode(
  run: Run,
  name: string,
  message: DecodableMessage,
  context: DecoderContext,
): Decoded | Unread | null {
  const answer = run('decode', message, context);
  if (answer === null || answer === undefined) return null;
  const read = decodedOf(name, answer, 0);
  return read ?? { unread: 'it returned no object' };
}

function decodedOf(protocol: string, answer: unknown, depth: number): Decoded | null {
  const said = asRecord(answer);
  if (!said) return null;
  const fields = asRecord(maskValue(said['fields'] ?? {}, MASK)) ?? {};
  const kind = (textOf(said['kind']) || 'message').slice(0, KIND_LENGTH);
  const summary = textOf(said['summary']) || JSON.stringify(fields);
  return {
    protocol,
    kind,
    summary: oneLine(maskText(summary, MASK)),
    heartbeat: said['heartbeat'] === true,
    fields,
    parts: depth === DEEPEST ? [] : partsOf(protocol, said, depth),
  };
}

function partsOf(protocol: string, { parts }: JsonRecord, depth: number): readonly Decoded[] {
  if (!Array.isArray(parts)) return [];
  return parts.slice(0, MOST_PARTS).flatMap((part: unknown) => decodedOf(protocol, part, depth + 1) ?? []);
}

/** `{asks: 'id'}`, `{answers: 'id'}`, or several. */
function turnsOf(answer: unknown): readonly Turn[] {
  const turns: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  return turns.flatMap((turn): readonly Turn[] => {
    const { asks, answers } = asRecord(turn) ?? {};
    if (isKey(asks)) return [{ asks: String(asks) }];
    return isKey(answers) ? [{ answers: String(answers) }] : [];
  });
}

function isKey(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
