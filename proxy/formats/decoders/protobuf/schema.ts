// What .proto files say: their message types, and where they are wrong. protobufjs parses and resolves them; it does
// so under `--disallow-code-generation-from-strings`. Its own decode, encode and verify generate code with Function,
// so that none of them is ever called.

import protobufjs from 'protobufjs';

export interface ProtoError {
  /** One of the given files. */
  readonly file: string;
  /** From 1; null: of the whole file. */
  readonly line: number | null;
  readonly why: string;
}

export interface ProtoType {
  readonly type: protobufjs.Type;
  /** `package.Type` */
  readonly name: string;
  /** The file that it stands in. */
  readonly file: string;
}

export interface Schema {
  readonly types: readonly ProtoType[];
  readonly errors: readonly ProtoError[];
}

/** As they are written, not as JavaScript would name them. */
const OPTIONS = { keepCase: true } as const;
const WELL_KNOWN = 'google/protobuf/';
/** Of options alone, which are not read. */
const OPTIONS_FILE = 'google/protobuf/descriptor.proto';

/** @param files texts by name, as `import` names them: from the folder that they are in */
export function readSchema(files: ReadonlyMap<string, string>): Schema {
  const root = new protobufjs.Root();
  const parsed = [...files].map(([file, source]) => parseInto(root, file, source, files));
  return {
    types: parsed.flatMap(({ types }) => types),
    errors: [...parsed.flatMap(({ errors }) => errors), ...unresolved(root, parsed, files)],
  };
}

function parseInto(
  root: protobufjs.Root,
  file: string,
  source: string,
  files: ReadonlyMap<string, string>,
): Schema {
  try {
    const alone = protobufjs.parse(source, new protobufjs.Root(), OPTIONS); // a broken file leaves no half behind
    const imports = [...(alone.imports ?? []), ...(alone.weakImports ?? [])];
    const before = new Set(typesIn(root));
    protobufjs.parse(source, root, OPTIONS);
    const added = typesIn(root).filter((type) => !before.has(type));
    const types = added.map((type) => ({ type, name: type.fullName.replace(/^\./, ''), file }));
    return { types, errors: imports.flatMap((name) => importError(root, { file, source }, name, files)) };
  } catch (error) {
    return { types: [], errors: [{ file, ...explained(error as Error) }] };
  }
}

/** `illegal token '}' (line 3)` */
function explained({ message }: Error): Pick<ProtoError, 'line' | 'why'> {
  const line = /\(line (\d+)\)/.exec(message)?.[1];
  return { line: line === undefined ? null : Number(line), why: message.replace(/ *\(line \d+\)/, '') };
}

interface Named {
  readonly file: string;
  readonly source: string;
}

function importError(
  root: protobufjs.Root,
  { file, source }: Named,
  name: string,
  files: ReadonlyMap<string, string>,
): readonly ProtoError[] {
  if (files.has(name) || name === OPTIONS_FILE) return [];
  const known = name.startsWith(WELL_KNOWN) ? protobufjs.common.get(name)?.nested : undefined;
  if (!known) return [{ file, line: lineOf(source, name), why: `there is no file ${name} to import` }];
  // All types of such a file are there, or none.
  const [first] = typesIn(protobufjs.Root.fromJSON({ nested: known }));
  if (first && !root.lookup(first.fullName)) root.addJSON(known);
  return [];
}

function typesIn(namespace: protobufjs.NamespaceBase): readonly protobufjs.Type[] {
  return namespace.nestedArray.flatMap((each) => {
    const inside = each instanceof protobufjs.Namespace ? typesIn(each) : [];
    return each instanceof protobufjs.Type ? [each, ...inside] : inside;
  });
}

/** Fields whose types are in none of the files: the others of their message can be read all the same. */
function unresolved(
  root: protobufjs.Root,
  parsed: readonly Schema[],
  files: ReadonlyMap<string, string>,
): readonly ProtoError[] {
  for (const type of typesIn(root)) for (const field of type.fieldsArray) resolves(field);
  return parsed.flatMap(({ types }) =>
    types.flatMap(({ type, file }) =>
      type.fieldsArray
        .filter((field) => !resolves(field))
        .map((field) => ({
          file,
          line: lineOf(files.get(file) ?? '', field.type, field.name),
          why: `there is no type ${field.type}, of which ${field.name} is`,
        })),
    ),
  );
}

function resolves(field: protobufjs.Field): boolean {
  try {
    field.resolve();
    return true;
  } catch {
    return false;
  }
}

/** The first line in which all of these stand. */
function lineOf(source: string, ...texts: readonly string[]): number | null {
  const line = source.split('\n').findIndex((each) => texts.every((text) => each.includes(text)));
  return line < 0 ? null : line + 1;
}
