// Shapes as TypeScript: a type for each kind, and one that is any of them. Only syntax is used and no type of a
// library, so that a kind may be called `Array` or `Record`.

import {
  type Field,
  type KindSchema,
  type Shape,
  type ValueType,
  choicesOf,
  isAlways,
} from '../../contract/message-schema.ts';
import { type Described, describeKinds, sayOf } from './described.ts';

/** The type of any message. */
const ANY = 'Message';
const INDENT = '  ';

export function toTypeScript(title: string, kinds: readonly KindSchema[]): string {
  const described = describeKinds(kinds, [ANY]);
  const any = described.map(({ name }) => name).join(' | ') || 'never';
  const head = comment(`${title}, as captured.`);
  return [head, ...described.map(declaration), `export type ${ANY} = ${any};`].join('\n\n').concat('\n');
}

function declaration({ name, of, payload }: Described): string {
  return `${comment(sayOf(of))}\nexport type ${name} = ${typeText(payload, '')};`;
}

function typeText(shape: Shape, indent: string): string {
  return typeTexts(shape, indent).join(' | ');
}

/** At least one. */
function typeTexts(shape: Shape, indent: string): readonly string[] {
  const types = Object.keys(shape.types) as ValueType[];
  const texts = new Set(types.flatMap((type) => typesOf(type, shape, indent)));
  return texts.size === 0 ? ['unknown'] : [...texts];
}

function typesOf(type: ValueType, shape: Shape, indent: string): readonly string[] {
  switch (type) {
    case 'object':
      return [objectText(shape, indent)];
    case 'array':
      return [shape.items ? arrayText(shape.items, indent) : 'unknown[]'];
    case 'string':
      return choicesOf(shape)?.map((text) => JSON.stringify(text)) ?? ['string'];
    case 'integer':
    case 'number':
      return ['number'];
    case 'masked':
      return ['string', 'number'];
    case 'boolean':
    case 'null':
      return [type];
  }
}

function arrayText(items: Shape, indent: string): string {
  const types = typeTexts(items, indent);
  return types.length === 1 ? `${types[0]}[]` : `(${types.join(' | ')})[]`;
}

function objectText(shape: Shape, indent: string): string {
  const inner = indent + INDENT;
  const lines = shape.entries
    ? [`${inner}[name: string]: ${typeText(shape.entries.values, inner)};`]
    : shape.fields.map((field) => propertyText(field, shape, inner));
  if ((shape.more && !shape.entries) || lines.length === 0) lines.push(`${inner}[field: string]: unknown;`);
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function propertyText(field: Field, of: Shape, indent: string): string {
  const optional = isAlways(field, of) ? '' : '?';
  return `${indent}${keyText(field.name)}${optional}: ${typeText(field.shape, indent)};`;
}

function keyText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function comment(text: string): string {
  return `/** ${text.replaceAll('*/', '*\\/')} */`;
}
