// Which bytes of a message each line of IRC, its tags, its command and its parameters were read from.

import type { FieldRange } from '../../contract/model.ts';
import { bytePlaces } from './text-bytes.ts';

const LINE = /[^\r\n]+/g;
const PIECES = /^(?:@(?<tags>\S*) +)?(?::\S* +)?(?<command>[A-Za-z]+|\d{3})(?= |$)(?<rest>.*)$/ds;

interface Piece {
  readonly path: readonly string[];
  /** In the text. */
  readonly from: number;
  readonly to: number;
}

export function ircRanges(text: string): readonly FieldRange[] {
  const lines = [...text.matchAll(LINE)].filter(([line]) => PIECES.test(line));
  const placeOf = bytePlaces(text);
  return lines.flatMap(({ 0: line, index }, number) =>
    piecesOf(line).map(({ path, from, to }) => ({
      part: lines.length === 1 ? null : number,
      path,
      from: placeOf(index + from),
      to: placeOf(index + to),
    })),
  );
}

/** The line itself first, then what is in it. */
function piecesOf(line: string): readonly Piece[] {
  const { tags, command, rest } = PIECES.exec(line)?.indices?.groups ?? {};
  const whole = { path: [], from: 0, to: line.length };
  return [
    whole,
    ...(tags ? tagPieces(line, tags) : []),
    ...(command ? [{ path: ['command'], from: command[0], to: command[1] }] : []),
    ...(rest ? paramPieces(line, rest[0]) : []),
  ];
}

function tagPieces(line: string, [start, end]: readonly [number, number]): readonly Piece[] {
  return [...line.slice(start, end).matchAll(/(?<name>[^=;]+)(?:=(?<value>[^;]*))?/g)].map((tag) => ({
    path: ['tags', tag.groups!['name']!],
    from: start + tag.index,
    to: start + tag.index + tag[0].length,
  }));
}

/** The last one may begin with a colon and hold spaces. */
function paramPieces(line: string, start: number): readonly Piece[] {
  const rest = line.slice(start);
  const trailing = rest.indexOf(' :');
  const middle = [...(trailing < 0 ? rest : rest.slice(0, trailing)).matchAll(/[^ ]+/g)];
  const pieces = middle.map(({ 0: param, index }) => ({
    from: start + index,
    to: start + index + param.length,
  }));
  if (trailing >= 0) pieces.push({ from: start + trailing + 2, to: line.length });
  return pieces.map(({ from, to }, number) => ({ path: ['params', String(number)], from, to }));
}
