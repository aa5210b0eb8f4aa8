// One process that opens a session file as the engine does and asks it what fronts ask: `trial.ts FILE`. Its last line
// is what it found. The file is cleared at the end.

import { statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Seq, ViewId } from '../../../proxy/contract/ids.ts';
import { type Finding, atMost, findTimes } from '../finding.ts';
import { type OpenedFile, type OpenedView, SCREEN, openFile } from './opened.ts';

const QUESTIONS = 300;
/** Milliseconds. */
const FIRST_ROWS = 1000;
const FIRST_MATCHES = 100;
const WINDOW = 20;
/** Of a million messages. */
const WHOLE_TEXT = 1000;
/** An export is measured on so many messages. */
const EXPORTED = 1_000_000;

interface Search {
  readonly about: string;
  readonly filter: string;
  readonly whole?: number;
}

/** The text is in one of 1,000 messages, and so is each of the others' find. */
const SEARCHES: readonly Search[] = [
  { about: 'text in every thousandth message', filter: 'text:"price\\":777."', whole: WHOLE_TEXT },
  { about: 'text that is nowhere', filter: 'text:"no such words"', whole: WHOLE_TEXT },
  { about: 'regular expression', filter: '/"symbol":"ZURN","price":77\\d\\./' },
  { about: 'decoded field', filter: '$.price>=999' },
  { about: 'decoded kind', filter: 'kind:PRIVMSG' },
];

/** Milliseconds from one question for statistics to the next. */
const COUNT_PACE = 100;

const MEBIBYTE = 2 ** 20;
const memory = (): number => process.memoryUsage.rss() / MEBIBYTE;
const diskOf = (file: string): number =>
  ['', '-wal'].reduce((sum, end) => sum + (statSync(file + end, { throwIfNoEntry: false })?.size ?? 0), 0) /
  MEBIBYTE;

const findings: Finding[] = [];

function found(...more: Finding[]): void {
  findings.push(...more);
  for (const { about, unit, value } of more)
    process.stderr.write(`bench: ${about}: ${value.toFixed(2)} ${unit}\n`);
}

/** Evenly over the whole, in no order, the same in every run. */
const places = (count: number): number[] =>
  Array.from({ length: QUESTIONS }, (_, n) => Math.floor(((n * 0.618_033_988_749) % 1) * count));

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function askWindows(about: string, { calls }: OpenedFile, view: ViewId, count: number): Promise<void> {
  const times: number[] = [];
  for (const place of places(Math.max(0, count - SCREEN)))
    times.push(await timed(() => calls.rows(view, place, SCREEN)));
  found(...findTimes(`${SCREEN} rows anywhere, ${about}`, times, WINDOW));
}

async function askPlaces(opened: OpenedFile, { view, state }: OpenedView, messages: number): Promise<void> {
  const times: number[] = [];
  for (const seq of places(messages))
    times.push(await timed(() => opened.calls.locate(view, (seq + 1) as Seq)));
  found(...findTimes(`place of a message among ${state.count.toLocaleString('en')} that match`, times));
}

async function search(opened: OpenedFile, { about, filter, whole }: Search): Promise<void> {
  const { view, first, whole: took, state } = await opened.view(null, filter);
  const millions = state.scanned / 1_000_000;
  const what = `filter ${filter} (${about})`;
  const target = whole === undefined ? {} : { target: atMost(whole) };
  if (first !== null)
    found({ about: what, unit: 'ms to the first', value: first, target: atMost(FIRST_MATCHES) });
  found({ about: what, unit: 'ms a million looked through', value: took / millions, ...target });
  await opened.calls.closeView(view);
}

/** All statistics of everything: what the facts of messages say, and what their payloads do. */
async function count({ calls }: OpenedFile, { view, state }: OpenedView): Promise<void> {
  const millions = state.count / 1_000_000;
  const began = performance.now();
  let facts: number | null = null;
  for (let done = false; !done;) {
    const { scanned, total, meaning } = await calls.statistics(view);
    if (scanned >= total) facts ??= performance.now() - began;
    done = scanned >= total && meaning.scanned >= meaning.total;
    await setTimeout(COUNT_PACE);
  }
  const whole = performance.now() - began;
  found(
    { about: 'statistics', unit: 'ms a million counted', value: (facts ?? whole) / millions },
    { about: 'statistics', unit: 'ms a million, kinds and compression too', value: whole / millions },
  );
}

/** What else is asked while a filter is at work. */
async function searchBeside(opened: OpenedFile, bare: OpenedView): Promise<void> {
  const looking = opened.view(null, 'text:"no such words"');
  const times: number[] = [];
  let done = false;
  void looking.then(() => (done = true));
  for (const place of places(bare.state.count)) {
    if (done) break;
    times.push(await timed(() => opened.calls.rows(bare.view, place, SCREEN)));
  }
  const { view } = await looking;
  await opened.calls.closeView(view);
  found(...findTimes(`${SCREEN} rows anywhere, while a filter looks through`, times, WINDOW));
}

async function exportSome({ calls }: OpenedFile): Promise<void> {
  const query = { filter: '', connections: null, messages: null, redact: false, decode: false, live: false };
  for (const format of ['ndjson', 'har'] as const) {
    const began = performance.now();
    const id = await calls.startExport({ ...query, format });
    let bytes = 0;
    let messages = 0;
    for (let done = false; !done && messages < EXPORTED;) {
      const chunk = await calls.readExport(id);
      bytes += chunk.bytes.length;
      messages = chunk.progress;
      done = chunk.done;
    }
    await calls.cancelExport(id);
    const seconds = (performance.now() - began) / 1000;
    found(
      { about: `export as ${format}`, unit: 'messages/s', value: messages / seconds },
      { about: `export as ${format}`, unit: 'MiB/s', value: bytes / MEBIBYTE / seconds },
    );
  }
}

async function clear({ calls }: OpenedFile, file: string): Promise<void> {
  found({ about: 'clear', unit: 'MiB on disk before', value: diskOf(file) });
  found({ about: 'clear', unit: 'ms', value: await timed(() => calls.clear()) });
  found({ about: 'clear', unit: 'MiB on disk after', value: diskOf(file), digits: 1 });
}

const [file = ''] = process.argv.slice(2);
const before = memory();
const began = performance.now();
const opened = await openFile(file);
const bare = await opened.view(null, '');
const until = performance.now() - began;
found(
  {
    about: 'open the file',
    unit: 'ms to the first rows',
    value: until - bare.whole + (bare.first ?? NaN),
    target: atMost(FIRST_ROWS),
  },
  { about: 'open the file', unit: 'ms to the whole list', value: until },
);
const resident = memory();
const busiest = (await opened.calls.connections()).toSorted(
  (a, b) => b.receivedMessages - a.receivedMessages,
)[1]!;
const one = await opened.view([busiest.id], '');
found({
  about: 'list of one connection',
  unit: 'ms to the first rows',
  value: one.first ?? NaN,
  target: atMost(FIRST_MATCHES),
});
found({ about: 'list of one connection', unit: 'ms to the whole list', value: one.whole });
await askWindows('bare list', opened, bare.view, bare.state.count);
await askWindows('one connection', opened, one.view, one.state.count);
const filtered = await opened.view(null, 'dir:sent');
await askWindows('filtered list', opened, filtered.view, filtered.state.count);
await askPlaces(opened, filtered, bare.state.count);
await opened.calls.closeView(filtered.view);
for (const each of SEARCHES) await search(opened, each);
await searchBeside(opened, bare);
await count(opened, bare);
await exportSome(opened);
found(
  { about: 'memory of the engine', unit: 'MiB before', value: before },
  { about: 'memory of the engine', unit: 'MiB once open', value: resident },
  { about: 'memory of the engine', unit: 'MiB at the end', value: memory() },
  { about: 'memory of the engine', unit: 'MiB at most', value: process.resourceUsage().maxRSS / 1024 },
);
await clear(opened, file);
await opened.close();
process.stdout.write(`${JSON.stringify({ messages: bare.state.total, findings })}\n`);
