// A text as lines that can be compared: JSON on one line is laid out, and a line without end is broken where its parts
// end, so that what is inserted moves only what stands around it. No character is lost or changed. Pure.

const LONGEST_LINE = 2000;
/** A long line is broken behind one of so many separators. */
const BREAKS = 5;
const INDENT = '  ';

export interface TextLines {
  readonly lines: readonly string[];
  /** The lines are not those of the message: JSON was laid out, or long lines broken. */
  readonly laidOut: boolean;
}

export function linesOf(text: string): TextLines {
  const json = isOneLineJson(text);
  const own = (json ? layOutJson(text) : text).split(/\r?\n/);
  const lines = own.flatMap((line) => (line.length > LONGEST_LINE ? breakLine(line) : [line]));
  return { lines, laidOut: json || lines.length > own.length };
}

function isOneLineJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text) || text.trim().includes('\n')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // text that only begins like JSON
  }
}

/** Only white space between the tokens is added or taken: digits and escapes stay as they were sent. */
function layOutJson(text: string): string {
  let depth = 0;
  const line = (by: number) => `\n${INDENT.repeat((depth += by))}`;
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  const laidOut = tokens.map((token, index) => {
    const next = tokens[index + 1] ?? '';
    if (token === '{' || token === '[') return next === '}' || next === ']' ? token : token + line(1);
    if (token === '}' || token === ']') return isOpening(tokens[index - 1]) ? token : line(-1) + token;
    if (token === ',') return token + line(0);
    return token === ':' ? ': ' : token;
  });
  return laidOut.join('');
}

function isOpening(token: string | undefined): boolean {
  return token === '{' || token === '[';
}

/** What stands right before the separator decides, not how far it is from the start. */
function breaksAt(line: string, at: number): boolean {
  if (!',;}]>& '.includes(line[at]!)) return false;
  let sum = 0;
  for (let before = Math.max(0, at - 6); before < at; before++) sum += line.charCodeAt(before);
  return sum % BREAKS === 0;
}

function breakLine(line: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < line.length; at++) {
    if (!breaksAt(line, at) && at + 1 - from < LONGEST_LINE) continue;
    parts.push(line.slice(from, at + 1));
    from = at + 1;
  }
  if (from < line.length) parts.push(line.slice(from));
  return parts;
}
