// How evenly a page draws: the time between its frames while something is done to it, and how often what it shows was
// another thing, or still on its way.

import type { Page } from 'playwright-core';
import { type Finding, type Target, percentile } from '../finding.ts';
import { median } from '../results.ts';

export interface Frames {
  /** Milliseconds from each frame to the next. */
  readonly gaps: readonly number[];
  /** Frames of which the watched text was another one than before. */
  readonly changes: number;
  /** Frames with a row on the screen that was not there yet. */
  readonly waiting: number;
}

/** Longer than a frame at 60 a second may take: one was left out. */
const LATE = 20;

interface Recording {
  readonly times: number[];
  changes: number;
  waiting: number;
  ends: boolean;
}

declare global {
  var recording: Recording | undefined;
}

/** Records the frames while `work` is done; `watched` finds the element whose text is to change. */
export async function recordFrames(page: Page, watched: string, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate((selector) => {
    const recorded: Recording = { times: [], changes: 0, waiting: 0, ends: false };
    globalThis.recording = recorded;
    let last: string | null = null;
    const isOnScreen = (row: Element) => {
      const [own, list] = [row, row.closest('[role=treegrid]')!].map((each) => each.getBoundingClientRect());
      return own!.bottom > list!.top + own!.height && own!.top < list!.bottom;
    };
    const frame = (at: number) => {
      recorded.times.push(at);
      const text = document.querySelector(selector)?.textContent ?? null;
      if (text !== last) recorded.changes += 1;
      last = text;
      if ([...document.querySelectorAll('[data-row] [aria-busy]')].some(isOnScreen)) recorded.waiting += 1;
      if (!recorded.ends) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }, watched);
  await work();
  const { times, changes, waiting } = await page.evaluate(() => {
    const recorded = globalThis.recording!;
    recorded.ends = true;
    return recorded;
  });
  return { gaps: times.slice(1).map((time, n) => time - times[n]!), changes, waiting };
}

const framesPerSecond = ({ gaps }: Frames): number =>
  (gaps.length * 1000) / gaps.reduce((sum, gap) => sum + gap, 0);

const figures: readonly (readonly [unit: string, digits: number, of: (frames: Frames) => number])[] = [
  ['frames a second', 1, framesPerSecond],
  ['ms a frame p50', 1, ({ gaps }) => median(gaps)],
  ['ms a frame p99', 1, ({ gaps }) => percentile(gaps, 0.99)],
  [
    `% of frames over ${LATE} ms`,
    1,
    ({ gaps }) => (100 * gaps.filter((gap) => gap > LATE).length) / gaps.length,
  ],
];

/** The target is that of the rate. */
export function findFrames(
  about: string,
  frames: Frames,
  yardstick: Frames | null,
  target?: Target,
): Finding[] {
  return figures.map(([unit, digits, of], n) => ({
    about,
    unit,
    digits,
    value: of(frames),
    ...(yardstick === null ? {} : { yardstick: of(yardstick) }),
    ...(n === 0 && target ? { target } : {}),
  }));
}
