import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Finding, FindingReport } from '../../../../proxy/contract/finding.ts';
import type { ConnectionId, Seq } from '../../../../proxy/contract/ids.ts';
import { createCaptureFixture } from '../../support/capture-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection, STATUS } from '../../support/session-fixture.ts';

const chat = connection(1, { host: 'chat.example', path: '/', url: 'wss://chat.example/' });
const feed = connection(2, { host: 'feed.example', path: '/', url: 'wss://feed.example/' });

function finding(over: Partial<Finding>): Finding {
  return {
    kind: 'half-open',
    severity: 'error',
    topic: 'half-open feed.example',
    what: 'The server has not answered a ping.',
    advice: 'Connect again.',
    connections: [feed.id],
    times: 1,
    evidence: [],
    ...over,
  };
}

const PING = { kind: 'message', connection: feed.id, seq: 3 as Seq, label: 'Unanswered ping' } as const;
const CLOSES = finding({
  kind: 'close',
  severity: 'warning',
  topic: 'close',
  what: 'The server closed with 1011.',
  connections: [chat.id, feed.id],
  times: 12,
  evidence: [{ kind: 'connection', connection: chat.id, label: 'The connection' }],
});
const PULSE = finding({
  kind: 'heartbeat',
  severity: 'info',
  topic: 'pulse',
  what: 'The client pings every 30 s.',
  advice: '',
  connections: [chat.id],
  evidence: [{ kind: 'filter', connection: feed.id, filter: 'op:ping', label: 'Pings and pongs' }],
});

async function openInsight(findings: readonly Finding[] = [finding({ evidence: [PING] }), CLOSES, PULSE]) {
  await page.viewport(1500, 800);
  const capture = createCaptureFixture(chat, feed);
  capture.add('hello');
  capture.add('welcome', { connection: feed.id });
  capture.add('x', { connection: feed.id, opcode: 9, from: 'client' });
  capture.add('late', { connection: feed.id });
  let report: FindingReport = { findings, scanned: 4, total: 4, beyond: 0 };
  const answers = {
    ...capture.answers,
    findings: async (ids: readonly ConnectionId[] | null) => ({
      ...report,
      findings: report.findings.filter(
        (each) => ids === null || each.connections.some((id) => ids.includes(id)),
      ),
    }),
  };
  const counts = { error: 1, warning: 1, info: 1, version: 1 };
  const window = await openWindow({ connections: [chat, feed], answers, status: { findings: counts } });
  window.store.setState({ selected: chat.id });
  const tell = async (next: Partial<FindingReport>) => {
    report = { ...report, ...next };
    await window.change({ status: { ...STATUS, findings: { error: 0, warning: 0, info: 0, version: 2 } } });
  };
  return { ...window, tell };
}

const dialog = () => page.getByRole('dialog', { name: 'Insight' });
const open = () => userEvent.click(page.getByRole('button', { name: /^2 to look at/ }));
const activeRow = () =>
  page.getByRole('treegrid', { name: 'Messages' }).element().querySelector('[data-active]')?.textContent;

describe('insight into the session', () => {
  test('is a click away in the status bar: the worst first, whose it is, and what to do', async () => {
    await openInsight();
    await open();
    const entries = dialog().getByRole('listitem');
    await expect.poll(() => entries.elements().length).toBe(3);
    expect(entries.elements()[0]?.textContent).toMatch(
      /^The server has not answered a ping\.Connect again\.c2 feed\.exampleUnanswered ping$/,
    );
    expect(entries.elements()[1]?.textContent).toMatch(/c2 feed\.example and 11 others/);
    await expect.element(dialog().getByLabelText('Error')).toBeVisible();
  });

  test('opens by its key, and from the palette', async () => {
    await openInsight();
    await userEvent.keyboard('i');
    await expect.element(dialog()).toBeVisible();
    await userEvent.keyboard('{Escape}{Control>}k{/Control}');
    await page.getByRole('combobox').last().fill('insight');
    await userEvent.keyboard('{Enter}');
    await expect.element(dialog()).toBeVisible();
  });

  test('leads to the message that a finding rests on', async () => {
    const { store } = await openInsight();
    await open();
    await userEvent.click(dialog().getByRole('button', { name: 'Unanswered ping' }));
    await expect.element(dialog()).not.toBeInTheDocument();
    await expect.poll(activeRow).toMatch(/ping/);
    await expect.poll(() => store.getState()).toMatchObject({ selected: feed.id, going: null });
  });

  test('takes away a filter that hides the message', async () => {
    const { store } = await openInsight();
    store.setState({ selected: feed.id });
    await page.getByRole('combobox', { name: 'Find in messages' }).fill('late');
    await expect.poll(() => document.querySelectorAll('[aria-label="Messages"] [data-row]').length).toBe(1);
    await open();
    await userEvent.click(dialog().getByRole('button', { name: 'Unanswered ping' }));
    await expect.poll(activeRow).toMatch(/ping/);
  });

  test('leads to a connection, and to a filter over its messages', async () => {
    const { store } = await openInsight();
    store.setState({ selected: feed.id });
    await open();
    await userEvent.click(dialog().getByRole('button', { name: 'The connection' }));
    await expect.poll(() => store.getState().selected).toBe(chat.id);
    await open();
    await userEvent.click(dialog().getByRole('button', { name: 'Pings and pongs' }));
    await expect.element(page.getByRole('combobox', { name: 'Find in messages' })).toHaveValue('op:ping');
  });

  test('says nothing in the status bar while there is nothing to say', async () => {
    const { tell } = await openInsight();
    await expect.element(page.getByRole('button', { name: /^2 to look at/ })).toBeVisible();
    await tell({ findings: [] });
    await expect.element(page.getByRole('button', { name: /to look at/ })).not.toBeInTheDocument();
    await userEvent.keyboard('i');
    await expect.element(dialog().getByText('Nothing unusual was found', { exact: false })).toBeVisible();
  });

  test('says how far it has come, and what is too old', async () => {
    const { tell } = await openInsight();
    await userEvent.keyboard('i');
    await tell({ findings: [], scanned: 4, total: 4, beyond: 904 });
    await expect.element(dialog().getByText('The oldest 904 connections', { exact: false })).toBeVisible();
    await tell({ scanned: 1, total: 4 });
  });

  test('has nothing to reproach its accessibility with', async () => {
    await openInsight();
    await open();
    await expect.element(dialog()).toBeVisible();
    const { violations } = await axe.run(dialog().element());
    expect(violations).toEqual([]);
  });
});

describe('the Insight tab of a connection', () => {
  test('says in its name how many findings there are to look at, and holds them', async () => {
    const { store } = await openInsight();
    store.setState({ selected: feed.id });
    await userEvent.click(page.getByRole('tab', { name: 'Insight 2 to look at' }));
    await expect.poll(() => page.getByRole('listitem').elements().length).toBe(2);
    await userEvent.click(page.getByRole('button', { name: 'Unanswered ping' }));
    await expect
      .element(page.getByRole('tab', { name: 'Messages' }))
      .toHaveAttribute('aria-selected', 'true');
    await expect.poll(activeRow).toMatch(/ping/);
  });
});
