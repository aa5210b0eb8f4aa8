import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EventBlock, createEventSplitter } from '../../../proxy/protocol/event-stream.ts';

interface Seen extends Omit<EventBlock, 'bytes'> {
  readonly text: string;
}

/** Each piece comes a millisecond after the one before. */
function split(pieces: readonly Uint8Array[], ended = true): readonly Seen[] {
  const seen: Seen[] = [];
  const splitter = createEventSplitter(({ bytes, ...block }) =>
    seen.push({ text: Buffer.from(bytes).toString('latin1'), ...block }),
  );
  pieces.forEach((piece, at) => splitter.push(piece, at));
  if (ended) splitter.end();
  return seen;
}

const texts = (stream: string, ended = true) =>
  split([Buffer.from(stream, 'latin1')], ended).map(({ text }) => text);

describe('WHATWG HTML §9.2.5: an event stream', () => {
  test('is cut at empty lines, whatever ends its lines', () => {
    expect(texts('data: a\n\ndata: b\n\n')).toEqual(['data: a\n\n', 'data: b\n\n']);
    expect(texts('data: a\r\n\r\ndata: b\r\n\r\n')).toEqual(['data: a\r\n\r\n', 'data: b\r\n\r\n']);
    expect(texts('data: a\r\rdata: b\r\r')).toEqual(['data: a\r\r', 'data: b\r\r']);
  });

  test('hands out an event as soon as its empty line is there', () => {
    expect(texts('data: a\n\n', false)).toEqual(['data: a\n\n']);
    expect(texts('data: a\r\n\r\n', false)).toEqual(['data: a\r\n\r\n']);
    expect(texts('data: a\r\rdata: b\r\r', false)).toEqual(['data: a\r\r', 'data: b\r\r']);
  });

  test('has comments between its events, each by itself', () => {
    expect(texts(': hi\n:\n\ndata: a\n: inside\nid: 1\n\n')).toEqual([
      ': hi\n',
      ':\n',
      'data: a\n: inside\nid: 1\n\n',
    ]);
  });

  test('says nothing with empty lines alone, nor with a byte order mark', () => {
    expect(texts('\n\n\r\n\ndata: a\n\n\n')).toEqual(['data: a\n\n']);
    expect(texts('\xef\xbb\xbf: hi\n')).toEqual([': hi\n']);
    expect(texts('\xef\xbbdata: a\n\n')).toEqual(['data: a\n\n']);
  });

  test('that ends inside an event hands out what there is of it', () => {
    expect(split([Buffer.from('data: a\n\ndata: b\n')])).toEqual([
      { text: 'data: a\n\n', end: 9, at: 0, whole: true },
      { text: 'data: b\n', end: 17, at: 0, whole: false },
    ]);
  });

  test('dates an event by its first byte', () => {
    const seen = split(['data: a\n', '\ndata', ': b\n\n'].map((text) => Buffer.from(text)));
    expect(seen.map(({ at }) => at)).toEqual([0, 1]);
  });

  test('gives the same blocks however it arrives, and loses no byte but empty lines and the mark', () => {
    const line = fc.constantFrom('data: x', ':c', 'id', '', '', 'é');
    const end = fc.constantFrom('\n', '\r', '\r\n');
    const stream = fc.array(fc.tuple(line, end)).map((lines) => lines.flat().join(''));
    fc.assert(
      fc.property(stream, fc.array(fc.nat(40)), (text, cuts) => {
        const bytes = Buffer.from(text);
        const ends = [...new Set(cuts)].filter((cut) => cut < bytes.length).toSorted((a, b) => a - b);
        const pieces = [0, ...ends].map((from, n) => bytes.subarray(from, ends[n] ?? bytes.length));
        const shown = (seen: readonly Seen[]) =>
          seen.map(({ text: each, end: to, whole }) => [each, to, whole]);
        const whole = split([bytes]);
        expect(shown(split(pieces))).toEqual(shown(whole));
        const kept = whole.map((each) => each.text).join('');
        expect(kept.replace(/[\r\n]/g, '')).toBe(bytes.toString('latin1').replace(/[\r\n]/g, ''));
      }),
    );
  });
});
