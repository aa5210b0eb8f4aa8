// The .proto files in a folder and those below it: a decoder for each of their message types. Files are named by the way
// from the folder, as their imports name them.

import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type ProtobufDecoder, protobufDecoders } from '../../formats/decoders/protobuf/with-types.ts';
import type { ProtoError } from '../../formats/decoders/protobuf/schema.ts';
import type { Loaded } from './own-decoders.ts';

const LONGEST_FILE = 1024 * 1024;

export async function loadProtos(folder: string): Promise<readonly Loaded[]> {
  const files = new Map<string, string>();
  const unread: ProtoError[] = [];
  for (const file of filesOf(folder)) {
    const read = readProto(join(folder, file));
    if (typeof read === 'string') files.set(file, read);
    else unread.push({ file, line: null, why: read.why });
  }
  const { decoders, errors } = protobufDecoders(files);
  return [
    ...decoders.map((each) => loaded(folder, each)),
    ...[...unread, ...errors].map((each, n) => failed(folder, each, n)),
  ];
}

function filesOf(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => name.endsWith('.proto'))
      .map((name) => name.replaceAll(sep, '/'))
      .toSorted();
  } catch {
    return []; // there is no such folder
  }
}

function readProto(file: string): string | { readonly why: string } {
  try {
    const source = readFileSync(file, 'utf8');
    return source.length > LONGEST_FILE ? { why: 'it is larger than 1 MiB' } : source;
  } catch (error) {
    return { why: (error as Error).message };
  }
}

function loaded(folder: string, { decoder, file }: ProtobufDecoder): Loaded {
  const { name, label } = decoder;
  const info = { name, label, own: true, file: join(folder, file), error: null };
  return { info, own: { decoder, trouble: () => ({}), dispose: () => undefined } };
}

function failed(folder: string, { file, line, why }: ProtoError, n: number): Loaded {
  const error = line === null ? why : `line ${line}: ${why}`;
  const name = `protobuf:${file}:${n}`;
  return { info: { name, label: file, own: true, file: join(folder, file), error }, own: null };
}
