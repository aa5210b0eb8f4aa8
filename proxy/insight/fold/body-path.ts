// Where in a message a state or a delta is: `$`, `$.data`, `$.payload[0]["a b"]`.

/** Null for text that is no path. */
export function parseBodyPath(text: string): readonly string[] | null {
  const steps: string[] = [];
  const step = /\.([^.[\]\s"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/gy;
  const trimmed = text.trim() || '$';
  if (!trimmed.startsWith('$')) return null;
  step.lastIndex = 1;
  while (step.lastIndex < trimmed.length) {
    const found = step.exec(trimmed);
    if (!found) return null;
    steps.push(found[1] ?? found[2] ?? found[3]!.replace(/\\(.)/g, '$1'));
  }
  return steps;
}

export function formatBodyPath(path: readonly string[]): string {
  return `$${path.map((step) => (/^[A-Za-z_][\w-]*$/.test(step) ? `.${step}` : /^\d+$/.test(step) ? `[${step}]` : `[${JSON.stringify(step)}]`)).join('')}`;
}

/** Undefined where there is nothing; only own properties count. */
export function bodyAt(message: unknown, path: readonly string[]): unknown {
  let value = message;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
