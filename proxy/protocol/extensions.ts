// The field `Sec-WebSocket-Extensions`, RFC 6455 §9.1: names with parameters. Tolerant: whatever is there comes
// out, and whoever reads it judges. It knows no extension.

export interface Extension {
  /** Lower case. */
  readonly name: string;
  /** In order, repetitions included; null for a parameter without a value. Names in lower case, values unquoted. */
  readonly parameters: readonly (readonly [name: string, value: string | null])[];
}

const LIST = /(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g;
const PARTS = /(?:[^";]|"(?:[^"\\]|\\.)*"?)+/g;

/** Lines of the field must be joined by a comma first; null is a field that is not there. */
export function parseExtensions(field: string | null): Extension[] {
  return (field?.match(LIST) ?? []).map(parseExtension).filter((extension) => extension.name !== '');
}

function parseExtension(text: string): Extension {
  const [name = '', ...parameters] = text.match(PARTS) ?? [];
  return { name: name.trim().toLowerCase(), parameters: parameters.map(parseParameter) };
}

function parseParameter(text: string): readonly [string, string | null] {
  const equals = text.indexOf('=');
  if (equals < 0) return [text.trim().toLowerCase(), null];
  return [text.slice(0, equals).trim().toLowerCase(), unquote(text.slice(equals + 1).trim())];
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  return value.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1');
}
