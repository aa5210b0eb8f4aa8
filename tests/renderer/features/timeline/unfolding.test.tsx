import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Seq } from '../../../../proxy/contract/ids.ts';
import type { Session } from '../../../../proxy/contract/session.ts';
import { formatFrame } from '../../../../proxy/protocol/frame.ts';
import { type CaptureFixture, createCaptureFixture } from '../../support/capture-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection } from '../../support/session-fixture.ts';

const chat = connection(1, { path: '/', url: 'wss://irc-ws.chat.twitch.tv/', state: 'closed' });
const said = (text: string) => `:ana!ana@ana.tmi.twitch.tv PRIVMSG #chan :${text}\r\n`;

async function open(fill: (capture: CaptureFixture) => void, over = chat) {
  await page.viewport(1300, 800);
  const capture = createCaptureFixture(over);
  fill(capture);
  const asked: Seq[] = [];
  const message: Session['message'] = (seq) => {
    asked.push(seq);
    return capture.answers.message!(seq);
  };
  const window = await openWindow({ connections: [over], answers: { ...capture.answers, message } });
  window.store.setState({ selected: over.id });
  await expect.element(list()).toBeVisible();
  return { ...capture, asked, tell: () => window.change({ views: capture.views() }) };
}

/** Frames of a message that brought so many bytes each. */
const fragments = (sizes: readonly number[]) =>
  sizes.map((size, index) => {
    const [first, last] = [index === 0, index === sizes.length - 1];
    return formatFrame({ fin: last, opcode: first ? 1 : 0, payload: new Uint8Array(size) }).subarray(0, 2);
  });

const list = () => page.getByRole('treegrid', { name: 'Messages' });
const row = (name: RegExp) => list().getByRole('row', { name });
const top = (name: RegExp) => row(name).element().getBoundingClientRect().top;
const rowTexts = () => [...list().element().querySelectorAll('[data-row]')].map((each) => each.textContent);

const several = (capture: CaptureFixture) => {
  for (let index = 1; index <= 5; index++) capture.add(said(`before ${index}`));
  capture.add(said('first') + said('second') + said('third'));
  for (let index = 1; index <= 200; index++) capture.add(said(`after ${index}.`));
};

const focusList = () => list().element().focus();

describe('a message of several parts', () => {
  test('unfolds by its triangle into one row a part, which stands below it and moves nothing above', async () => {
    await open(several);
    await expect.element(row(/received .*ana: first/)).toHaveAttribute('aria-expanded', 'false');
    const before = [top(/before 5/), top(/first/)];
    await userEvent.click(page.getByRole('button', { name: 'Unfold its 3 parts' }));
    await expect.element(row(/part 2 of 3 PRIVMSG #chan ?ana: second/)).toHaveAttribute('aria-level', '2');
    await expect.element(row(/3 lines/)).toHaveAttribute('aria-expanded', 'true');
    expect([top(/before 5/), top(/3 lines/)]).toEqual(before);
    expect(top(/after 1\./) - top(/3 lines/)).toBe(4 * 22);
    await expect.element(list()).toHaveAttribute('aria-rowcount', String(206 + 3 + 1));
    await userEvent.click(page.getByRole('button', { name: 'Fold its 3 parts' }));
    await expect.element(row(/second/)).not.toBeInTheDocument();
  });

  test('is a branch to the keyboard: opened, entered, left and closed by arrows', async () => {
    await open(several);
    await userEvent.click(row(/before 5/));
    await userEvent.keyboard('{Escape}{ArrowRight}{ArrowDown}{ArrowRight}{ArrowRight}');
    await expect.element(row(/part 1 of 3/)).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('jj');
    await expect.element(row(/part 3 of 3/)).toHaveAttribute('data-active');
    await expect.element(row(/3 lines/)).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('j');
    await expect.element(row(/after 1\./)).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('k{ArrowLeft}');
    await expect.element(row(/3 lines/)).toHaveAttribute('data-active');
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(row(/received .*ana: first/)).toHaveAttribute('aria-expanded', 'false');
  });

  test('shows a part that is selected in the inspector, where it begins', async () => {
    await open((capture) => capture.add(said('first') + 'PING :tmi.twitch.tv\r\n' + said('third')));
    await userEvent.dblClick(row(/received .*ana: first/));
    await userEvent.click(row(/part 2 of 3 PING/));
    const item = page.getByRole('treeitem', { name: /^PING/ });
    await expect.element(item).toHaveAttribute('aria-selected', 'true');
    await userEvent.click(page.getByRole('tab', { name: 'Raw' }));
    await userEvent.click(row(/part 3 of 3 PRIVMSG/));
    const third = page.getByRole('treeitem', { name: /^PRIVMSG/ }).last();
    await expect.element(third).toHaveAttribute('aria-selected', 'true');
  });

  test('stays unfolded when a filter hides it for a while, and when it stands elsewhere', async () => {
    await open(several);
    await userEvent.click(page.getByRole('button', { name: 'Unfold its 3 parts' }));
    const find = page.getByRole('combobox', { name: 'Find in messages' });
    await find.fill('after');
    await expect.element(row(/before 5/)).not.toBeInTheDocument();
    await expect.element(row(/3 lines/)).not.toBeInTheDocument();
    await find.fill('third | after');
    await expect.element(row(/part 3 of 3/)).toBeVisible();
    expect(rowTexts().slice(0, 4).join(' ')).toMatch(/3 lines.*first.*second.*third/);
  });

  test('keeps its part the active row when the filter changes', async () => {
    await open(several);
    await userEvent.click(page.getByRole('button', { name: 'Unfold its 3 parts' }));
    await userEvent.click(row(/part 2 of 3/));
    await page.getByRole('combobox', { name: 'Find in messages' }).fill('third | after');
    await expect.element(row(/before 5/)).not.toBeInTheDocument();
    await expect.element(row(/part 2 of 3/)).toHaveAttribute('data-active');
  });

  test('is selected as a whole: a range by Shift counts messages, not rows', async () => {
    await open(several);
    await userEvent.click(page.getByRole('button', { name: 'Unfold its 3 parts' }));
    await userEvent.click(row(/before 5/));
    await userEvent.click(row(/after 1\./), { modifiers: ['Shift'] });
    await expect.element(page.getByText('3 selected', { exact: false })).toBeVisible();
  });
});

describe('while the newest message is followed', () => {
  const open1 = { ...chat, state: 'open' } as const;

  test('unfolding holds it: what is read stays, what comes is counted', async () => {
    const timeline = await open((capture) => {
      several(capture);
      capture.add(said('last a') + said('last b'));
    }, open1);
    await expect.element(row(/last a/)).toBeVisible();
    await expect.poll(() => top(/after 200/)).toBeGreaterThan(500); // laid out
    const before = top(/after 200/);
    await userEvent.click(page.getByRole('button', { name: 'Unfold its 2 parts' }));
    await expect.element(row(/2 lines/)).toHaveAttribute('aria-expanded', 'true');
    timeline.add(said('newer'));
    await timeline.tell();
    await expect.element(page.getByRole('button', { name: '1 new' })).toBeVisible();
    expect(top(/after 200/)).toBe(before);
    await userEvent.click(page.getByRole('button', { name: '1 new' }));
    await expect.element(row(/newer/)).toBeVisible();
    await expect.element(row(/part 2 of 2/)).toBeVisible();
  });

  test('folding all above what is read moves none of it', async () => {
    await open((capture) => {
      for (let index = 1; index <= 20; index++) capture.add(said(`many ${index}`) + said('more'));
      for (let index = 1; index <= 200; index++) capture.add(said(`after ${index}.`));
    });
    focusList();
    await userEvent.keyboard('{Home}*');
    await expect.element(list()).toHaveAttribute('aria-rowcount', String(220 + 40 + 1));
    await userEvent.wheel(list(), { delta: { y: 2200 } });
    await expect.element(row(/after 60\./)).toBeVisible();
    const before = top(/after 60\./);
    await userEvent.keyboard('-');
    await expect.element(list()).toHaveAttribute('aria-rowcount', '221');
    expect(top(/after 60\./)).toBe(before);
  });
});

describe('a message of several frames', () => {
  const framed = (capture: CaptureFixture) => {
    capture.add('abcdefghij', { frames: 3, frameHeaders: fragments([4, 0, 6]) });
    capture.add('one', {});
  };
  const frames = () => userEvent.click(page.getByRole('button', { name: 'Frames' }));

  test('unfolds, where frames are shown, into one row a frame with what its header says', async () => {
    await open(framed);
    expect(page.getByRole('button', { name: /^Unfold/ }).elements()).toHaveLength(0);
    await frames();
    await userEvent.click(page.getByRole('button', { name: 'Unfold its 3 frames' }));
    const header = /1 of 3 text FIN 0 · RSV 000 · not masked · 6 bytes on the wire · payload 0–3/;
    await expect.element(row(header)).toBeVisible();
    await expect.element(row(/2 of 3 continuation FIN 0 .* · 2 bytes on the wire 0 B/)).toBeVisible();
    await expect.element(row(/3 of 3 continuation FIN 1 .* · payload 4–9/)).toBeVisible();
  });

  test('breaks no rule of accessibility, folded and unfolded', async () => {
    await open(framed);
    await frames();
    await userEvent.click(page.getByRole('button', { name: 'Unfold its 3 frames' }));
    await expect.element(row(/3 of 3 continuation FIN/)).toBeVisible();
    const { violations } = await axe.run(list().element() as HTMLElement);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });

  test('shows the frame that is selected in the inspector', async () => {
    await open(framed);
    await frames();
    await userEvent.click(page.getByRole('button', { name: 'Unfold its 3 frames' }));
    await userEvent.click(row(/3 of 3 continuation FIN/));
    await expect.element(page.getByRole('heading', { name: /^Frame 3 of 3, header 80 06/ })).toBeVisible();
    focusList();
    await userEvent.keyboard('k');
    await expect.element(page.getByRole('heading', { name: /^Frame 2 of 3, header 00 00/ })).toBeVisible();
  });

  test('unfolds more of itself as its next frames arrive', async () => {
    const timeline = await open(
      (capture) => capture.add('abcd', { frames: 2, complete: false, frameHeaders: fragments([2, 2]) }),
      { ...chat, state: 'open' },
    );
    await frames();
    await userEvent.click(page.getByRole('button', { name: 'Unfold its 2 frames' }));
    await expect.element(row(/2 of 2 continuation/)).toBeVisible();
    Object.assign(timeline.messages[0] ?? {}, {
      frames: 3,
      frameHeaders: fragments([2, 2, 1]),
      complete: true,
    });
    timeline.add('next');
    await timeline.tell();
    await expect.element(row(/3 of 3 continuation/)).toBeVisible();
  });

  test('may have 100,000 of them: they are fetched once seen, and drawn as far as they are seen', async () => {
    const headers = fragments(Array.from({ length: 32_768 }, () => 1));
    const timeline = await open((capture) => {
      capture.add('x'.repeat(100_000), { frames: 100_000, frameHeaders: headers });
      capture.add('after it');
    });
    await frames();
    expect(timeline.asked).toHaveLength(0);
    focusList();
    await userEvent.keyboard('{Home}{ArrowRight}{ArrowRight}');
    await expect.element(row(/^frame 1 of 100.000 text FIN 0/)).toBeVisible();
    expect(timeline.asked).toHaveLength(1);
    await expect.element(list()).toHaveAttribute('aria-rowcount', '100003');
    expect(rowTexts().length).toBeLessThan(80);
    await userEvent.keyboard('{End}{ArrowUp}');
    await expect.element(row(/100.000 of 100.000 header not kept/)).toHaveAttribute('data-active');
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(row(/100.000 frames · FIN/)).toHaveAttribute('data-active');
    expect(timeline.asked).toHaveLength(1);
  });
});
