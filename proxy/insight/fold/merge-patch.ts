// JSON Merge Patch (RFC 7396): what it names takes the place of what was there, and null takes it away.

type Fields = Record<string, unknown>;

/** `target` may be changed in place. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const fields: Fields = isFields(target) ? target : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete fields[name];
    else setOwn(fields, name, applyMergePatch(ownOf(fields, name), value));
  }
  return fields;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function ownOf(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** A field may be called `__proto__`: it is a field like any other then. */
export function setOwn(fields: Fields, name: string, value: unknown): void {
  if (name !== '__proto__') fields[name] = value;
  else Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
}
