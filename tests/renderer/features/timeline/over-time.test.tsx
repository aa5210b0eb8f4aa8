import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type CaptureFixture, createCaptureFixture } from '../../support/capture-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection } from '../../support/session-fixture.ts';

const feed = connection(1, { path: '/', url: 'wss://feed.example/', decoder: null, state: 'closed' });
const at = (index: number) => feed.openedAt + index * 10;
const fed = { ...feed, lastActivityAt: at(1000) };

/** A thousand messages, one every ten milliseconds after the opening. */
async function openFeed(change: (capture: CaptureFixture) => void = () => undefined) {
  await page.viewport(1300, 800);
  const capture = createCaptureFixture(fed);
  for (let index = 1; index <= 1000; index++) {
    const over = index % 10 === 0 ? ({ from: 'client' } as const) : {};
    capture.add(`message ${index}.`, over);
  }
  change(capture);
  const window = await openWindow({ connections: [fed], answers: capture.answers });
  window.store.setState({ selected: fed.id });
  await expect.element(strip()).toBeVisible();
  await expect.element(line(1)).toBeVisible();
  return { ...window, tell: () => window.change({ views: capture.views() }), capture };
}

const strip = () => page.getByRole('slider', { name: 'Messages over time' });
const list = () => page.getByRole('treegrid', { name: 'Messages' });
const line = (index: number) => list().getByText(`message ${index}.`, { exact: true });
const active = () => list().element().querySelector('[data-active]')?.textContent ?? '';
const status = () => page.getByRole('region', { name: 'Messages', exact: true }).getByRole('code');
const words = () => strip().element().getAttribute('aria-valuetext') ?? '';

/** Of everything, whatever is pointed at. */
function summary(): string {
  const id = strip().element().getAttribute('aria-describedby') ?? '';
  return document.getElementById(id)?.textContent ?? '';
}

/** The pointer, in shares of the strip's width. */
function point(type: string, share: number): void {
  const element = strip().element();
  const { left, top, width } = element.getBoundingClientRect();
  const place = { clientX: left + share * width, clientY: top + 20, pointerId: 1, button: 0 };
  element.dispatchEvent(new PointerEvent(type, { ...place, bubbles: true, isPrimary: true }));
}

async function drag(from: number, to: number): Promise<void> {
  const { width } = strip().element().getBoundingClientRect();
  await userEvent.dragAndDrop(strip(), strip(), {
    sourcePosition: { x: from * width, y: 20 },
    targetPosition: { x: to * width, y: 20 },
  });
}

describe('the messages over time', () => {
  test('are told in words, to those who do not see them as well', async () => {
    await openFeed();
    expect(words()).toMatch(/▲ 100 sent \(.+\) · ▼ 900 received/);
    point('pointermove', 0.5);
    await expect.poll(words).toMatch(/^12:30:.* ▼ \d received/);
  });

  test('are drawn again for another theme, and when they have grown', async () => {
    const { capture, tell } = await openFeed();
    const picture = () => strip().element().querySelector('canvas')!.toDataURL();
    const light = picture();
    document.documentElement.dataset.theme = 'dark';
    await expect.poll(picture).not.toBe(light);
    const dark = picture();
    for (let index = 1001; index <= 1500; index++) capture.add(`message ${index}.`, { from: 'client' });
    await tell();
    await expect.poll(picture).not.toBe(dark);
    await expect.poll(words).toMatch(/▲ 600 sent/);
    document.documentElement.dataset.theme = 'light';
  });

  test('are folded away by a key, and that is remembered', async () => {
    await openFeed();
    list().element().focus();
    await userEvent.keyboard('o');
    await expect.element(strip()).not.toBeInTheDocument();
    expect(localStorage.getItem('framescope:overview-folded')).toBe('true');
    await userEvent.click(page.getByRole('button', { name: 'Over time' }));
    await expect.element(strip()).toBeVisible();
  });

  test('show as a window which part of the list is visible', async () => {
    await openFeed();
    const seen = () => {
      const band = strip().element().querySelector<HTMLElement>('[class*=visible]');
      return Number.parseFloat(band?.style.left ?? '-1');
    };
    await expect.poll(seen).toBe(0);
    list().element().focus();
    await userEvent.keyboard('{End}');
    await expect.poll(seen).toBeGreaterThan(90);
  });
});

describe('a range of time', () => {
  test('is dragged, shown alone as a part of the filter, and cleared by Escape', async () => {
    await openFeed();
    await drag(0.5, 0.6);
    await expect.element(status()).toMatchTextContent(/^at:>=2025-11-\d\dT[\d:.]+ at:<2025-11-\d\dT[\d:.]+$/);
    await expect.poll(() => Number(list().element().getAttribute('aria-rowcount'))).toBeLessThan(120);
    await expect.element(line(1)).not.toBeInTheDocument();
    expect(summary()).toMatch(/900 received/);
    await userEvent.keyboard('{Escape}');
    await expect.element(list()).toHaveAttribute('aria-rowcount', '1001');
  });

  test('holds as many messages as were told while it was marked', async () => {
    await openFeed();
    strip().element().focus();
    await userEvent.keyboard('{Home}{PageUp}{Shift>}{PageUp}{PageUp}{/Shift}');
    await expect.poll(words).toMatch(/received/);
    const told = [...words().matchAll(/(\d+) (?:sent|received)/g)].reduce((sum, [, n]) => sum + Number(n), 0);
    await userEvent.keyboard('{Enter}');
    await expect.element(list()).toHaveAttribute('aria-rowcount', String(told + 1));
    await userEvent.click(page.getByRole('button', { name: 'Show all times again' }));
    await expect.element(list()).toHaveAttribute('aria-rowcount', '1001');
  });
});

describe('going to a time', () => {
  test('is a click on it', async () => {
    await openFeed();
    const { width } = strip().element().getBoundingClientRect();
    await userEvent.click(strip(), { position: { x: width / 2, y: 20 } });
    await expect.poll(active).toMatch(/message 50\d\./);
  });

  test('is a key and a time', async () => {
    await openFeed();
    list().element().focus();
    await userEvent.keyboard('g');
    await expect.element(page.getByRole('textbox', { name: 'Time' })).toHaveFocus();
    await userEvent.keyboard('+2.5s');
    await expect.element(page.getByText(/2\.50\ss after the opening/)).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await expect.poll(active).toContain('message 250.');
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  });

  test('that cannot be read stays where it is, and says how to write it', async () => {
    await openFeed();
    await userEvent.click(page.getByRole('button', { name: 'Jump to time…' }));
    await userEvent.keyboard('soon{Enter}');
    await expect.element(page.getByRole('alert')).toMatchTextContent(/“soon” is not a time/);
    await expect.element(page.getByRole('textbox', { name: 'Time' })).toHaveAttribute('aria-invalid', 'true');
  });
});

describe('what is missing or wrong', () => {
  const spoil = (capture: CaptureFixture) => {
    capture.gaps.push({ from: at(300) + 1, to: at(300) + 5, reason: 'disk', messages: 17, bytes: 900 });
    Object.assign(capture.messages[699]!, {
      violations: [{ rule: 'server-masked', section: 'RFC 6455 5.1' }],
    });
  };

  test('is gone to by a key, forward and back', async () => {
    await openFeed(spoil);
    list().element().focus();
    await userEvent.keyboard('e');
    await expect.poll(active).toContain('message 301.');
    await userEvent.keyboard('e');
    await expect.poll(active).toContain('message 700.');
    await userEvent.keyboard('E');
    await expect.poll(active).toContain('message 301.');
    await userEvent.keyboard('E');
    await expect.element(page.getByText('No earlier gap or violation.')).toBeVisible();
  });

  test('stands in the list where it is missing', async () => {
    await openFeed(spoil);
    list().element().focus();
    await userEvent.keyboard('e');
    const gap = list().getByText('17 messages (900 B) not kept: the disk took nothing');
    await expect.element(gap).toBeVisible();
    expect(gap.elements()).toHaveLength(1);
  });
});

test('the time is told another way by a key, exactly on hover, and remembered', async () => {
  await openFeed();
  list().element().focus();
  await userEvent.keyboard('t');
  await expect.element(list().getByText('+0.010', { exact: true })).toBeVisible();
  await expect
    .element(list().getByText('+0.020', { exact: true }))
    .toHaveAttribute('title', expect.stringContaining('+0.010000 s since the row above'));
  await userEvent.keyboard('t');
  await expect.element(page.getByRole('button', { name: 'Since last' })).toBeVisible();
  expect(localStorage.getItem('framescope:time-mode')).toBe('"delta"');
});
