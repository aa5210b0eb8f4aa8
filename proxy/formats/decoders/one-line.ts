// A text of any length on one line, for the summary of a message.

const LENGTH = 200;

/** White space is one space; what is longer than `length` characters ends with an ellipsis. */
export function oneLine(text: string, length: number = LENGTH): string {
  const line = text
    .slice(0, 4 * length)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
