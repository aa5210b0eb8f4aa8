import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Seq } from '../../../../proxy/contract/ids.ts';
import type { SideStatistics, Statistics } from '../../../../proxy/contract/statistics.ts';
import { createCaptureFixture } from '../../support/capture-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection } from '../../support/session-fixture.ts';

const chat = connection(1, { path: '/', url: 'wss://chat.example/', extensions: 'permessage-deflate' });

const NO_TRIAL = { messages: 0, bytes: 0, wireBytes: 0, alone: 0, kept: 0 };
const times = { count: 3, least: 1, p50: 2, p90: 30, p99: 31, most: 31.25 };

function side(over: Partial<SideStatistics> = {}): SideStatistics {
  return {
    messages: 0,
    bytes: 0,
    wireBytes: 0,
    frames: 0,
    fragmented: 0,
    mostFrames: 0,
    opcodes: Array.from({ length: 16 }, () => ({ messages: 0, bytes: 0 })),
    sizes: null,
    octaves: [],
    pongs: null,
    compressed: { messages: 0, bytes: 0, wireBytes: 0 },
    plain: { messages: 0, bytes: 0 },
    ...over,
  };
}

function statistics(over: Partial<Statistics> = {}): Statistics {
  const opcodes = Array.from({ length: 16 }, (_, n) =>
    n === 1 ? { messages: 12_345, bytes: 1_234_567 } : { messages: n === 9 ? 2 : 0, bytes: 0 },
  );
  return {
    scanned: 12_347,
    total: 12_347,
    unfinished: 0,
    evicted: 0,
    sides: {
      client: side(),
      server: side({
        messages: 12_347,
        bytes: 1_234_567,
        wireBytes: 345_678,
        frames: 12_350,
        fragmented: 3,
        mostFrames: 2,
        opcodes,
        sizes: { count: 12_345, least: 1, p50: 90, p90: 120, p99: 125, most: 127 },
        octaves: [0, 1, 0, 0, 0, 0, 0, 12_344],
        pongs: { times, jitter: 4.5 },
        compressed: { messages: 12_345, bytes: 1_234_567, wireBytes: 300_000 },
      }),
    },
    idle: [{ from: chat.openedAt + 20, to: chat.openedAt + 700_020, before: 2 as Seq, after: 3 as Seq }],
    meaning: {
      scanned: 9000,
      total: 12_347,
      kinds: [{ protocol: 'irc', kind: 'PRIVMSG', messages: 8000, bytes: 800_000 }],
      otherKinds: { messages: 0, bytes: 0 },
      undecoded: { messages: 1000, bytes: 5000 },
      latencies: [{ protocol: 'irc', kind: 'PING', times }],
      trials: {
        client: { compressed: NO_TRIAL, plain: NO_TRIAL },
        server: {
          compressed: { messages: 1000, bytes: 100_000, wireBytes: 20_000, alone: 50_000, kept: 20_000 },
          plain: NO_TRIAL,
        },
      },
    },
    ...over,
  };
}

async function openStatistics(told: Statistics = statistics()) {
  await page.viewport(1500, 900);
  const capture = createCaptureFixture(chat);
  for (const text of ['one', 'two', 'three', 'four']) capture.add(text);
  const answers = { ...capture.answers, statistics: async () => told };
  const window = await openWindow({ connections: [chat], answers });
  window.store.setState({ selected: chat.id });
  await userEvent.click(page.getByRole('tab', { name: 'Stats' }));
  return window;
}

const table = (name: string) => page.getByRole('table', { name, exact: true });
const line = (of: string, name: RegExp) => table(of).getByRole('row', { name });
/** Thousands are parted by a narrow space. */
const title = (text: string) => page.getByTitle(text.replaceAll(' ', '\u202f'), { exact: true });

describe('the Stats tab', () => {
  test('tells the figures of the view, exact on hover', async () => {
    await openStatistics();
    await expect.element(line('Messages and frames', /^Messages 0 12\.3k/)).toBeVisible();
    await expect.element(title('12 347').first()).toBeVisible();
    await expect.element(line('Opcodes', /^text .*12\.3k/)).toBeVisible();
    await expect.element(line('Opcodes', /^ping .*2/)).toBeVisible();
    await expect.element(line('Sizes by powers of two', /^64.B\+ .*12\.3k/)).toBeVisible();
    await expect.element(page.getByTitle('64 bytes to 127 bytes')).toBeVisible();
    await expect.element(line('Latency of answers', /PING irc 3 2\.0.ms 30.ms 31.ms 31.ms/)).toBeVisible();
    await expect.element(page.getByTitle('31.250 ms').first()).toBeVisible();
    await expect.element(line('Round trips of pings', /server 3 .* 4\.5.ms/)).toBeVisible();
  });

  test('says how many payloads were looked at for the kinds', async () => {
    await openStatistics();
    await expect.element(page.getByText(/9.000 of 12.347 messages looked at/)).toBeVisible();
    await expect.element(line('Kinds', /not decoded .*1.000/)).toBeVisible();
  });

  test('has what is drawn over time as a table too', async () => {
    await openStatistics();
    await userEvent.click(page.getByText('As a table'));
    await expect.element(table('Messages and bytes over time')).toBeVisible();
    expect(table('Messages and bytes over time').getByRole('row').elements().length).toBe(1 + 4);
    await expect.element(page.getByText(/All of .*▼ 4 messages, 23 bytes/)).toBeVisible();
  });

  test('says what compression gains and costs', async () => {
    await openStatistics();
    await expect.element(line('Compression', /received 12\.3k 0 1\.23.MB 300.kB 4\.1×/)).toBeVisible();
    await expect.element(page.getByText(/Context takeover: 60.% less/)).toBeVisible();
    await expect.element(page.getByText(/cost each end about 295 KiB/)).toBeVisible();
  });

  test.each([
    [2560, 124],
    [1000, 83],
    [640, 56],
  ])('draws over time as high as fits a window of %s pixels', async (width, height) => {
    await openStatistics();
    await page.viewport(width, 900);
    const plot = () => document.querySelector('figure canvas')?.getBoundingClientRect().height;
    await expect.poll(() => Math.abs((plot() ?? 0) - height)).toBeLessThan(6);
  });

  test('keeps the ends of an idle gap together in a wide window', async () => {
    await openStatistics();
    await page.viewport(2560, 1440);
    const [from, to] = line('Longest idle gaps', /^\d/).first().element().querySelectorAll('th, td');
    const gap = to!.getBoundingClientRect().right - from!.getBoundingClientRect().right;
    expect(gap).toBeLessThan(160);
  });

  test('shows progress while much is left, and what was not counted', async () => {
    await openStatistics(statistics({ total: 1_234_567, unfinished: 1, evicted: 500 }));
    await expect.element(page.getByText(/^counting 12.347 of 1.234.567$/)).toBeVisible();
    await expect.element(page.getByText(/1 unfinished not counted, 500 of them removed/)).toBeVisible();
  });

  test('filters the timeline by a kind', async () => {
    await openStatistics();
    await userEvent.click(table('Kinds').getByRole('button', { name: 'PRIVMSG' }));
    const box = page.getByRole('combobox', { name: 'Find in messages' });
    await expect.element(box).toHaveValue('kind:PRIVMSG');
    await userEvent.click(page.getByRole('tab', { name: 'Stats' }));
    await expect.element(page.getByText(/hides all of the 4 messages/)).not.toBeInTheDocument();
    await expect
      .element(page.getByRole('region', { name: 'Statistics' }))
      .toMatchTextContent(/of the filter kind:PRIVMSG/);
  });

  test('goes to an idle gap in the timeline', async () => {
    await openStatistics();
    await userEvent.click(table('Longest idle gaps').getByRole('button').first());
    const active = () =>
      page.getByRole('treegrid', { name: 'Messages' }).element().querySelector('[data-active]')?.textContent;
    await expect.poll(active).toMatch(/two/);
  });

  test('says that there is nothing yet, and that the filter hides everything', async () => {
    await openStatistics(statistics({ scanned: 0, total: 0 }));
    await expect.element(page.getByText('No messages to count yet.')).toBeVisible();
    await userEvent.click(page.getByRole('tab', { name: 'Messages' }));
    await page.getByRole('combobox', { name: 'Find in messages' }).fill('nowhere');
    await userEvent.click(page.getByRole('tab', { name: 'Stats' }));
    await expect.element(page.getByText(/hides all of the 4 messages/)).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Count all' }));
    await expect.element(page.getByText('No messages to count yet.')).toBeVisible();
  });
});

test.each(['light', 'dark'] as const)('axe finds no serious fault in the Stats tab, %s', async (theme) => {
  await openStatistics();
  document.documentElement.dataset.theme = theme;
  await userEvent.click(page.getByText('As a table'));
  await expect.element(table('Compression')).toBeVisible();
  const { violations } = await axe.run(document.body, { resultTypes: ['violations'] });
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))).toEqual([]);
});
