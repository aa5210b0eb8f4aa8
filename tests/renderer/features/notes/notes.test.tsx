import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { FramescopeError } from '../../../../proxy/contract/errors.ts';
import type { ConnectionId, Seq } from '../../../../proxy/contract/ids.ts';
import type { Annotation, Note } from '../../../../proxy/contract/model.ts';
import { NO_NOTE } from '../../../../proxy/contract/notes.ts';
import { type CaptureFixture, createCaptureFixture } from '../../support/capture-fixture.ts';
import { type OpenWindow, openWindow } from '../../support/open-window.ts';
import { connection, type FixtureContent } from '../../support/session-fixture.ts';

const first = 1 as ConnectionId;
const ROWS = [
  connection(1, { host: 'a.example', path: '/' }),
  connection(2, { host: 'b.example', path: '/' }),
  connection(3, { host: 'c.example', path: '/' }),
];

const onConnection = (id: number, note: Partial<Note>): Annotation => ({
  ...NO_NOTE,
  kind: 'connection',
  id: id as ConnectionId,
  connection: id as ConnectionId,
  ...note,
});
const onMessage = (seq: number, note: Partial<Note>): Annotation => ({
  ...NO_NOTE,
  kind: 'message',
  id: seq as Seq,
  connection: first,
  ...note,
});

const connections = () => page.getByRole('grid', { name: 'Connections' });
const messages = () => page.getByRole('treegrid', { name: 'Messages' });
const row = (name: string) => connections().getByRole('row', { name, exact: false });
const said = (index: number) => messages().getByText(`SAID ${index}`, { exact: true });
const noted = ({ calls }: Pick<OpenWindow, 'calls'>) =>
  calls.filter(({ method }) => method === 'annotate').map(({ args }) => args);

async function openList(content: FixtureContent = {}): Promise<OpenWindow> {
  await page.viewport(1300, 800);
  const window = await openWindow({ connections: ROWS, ...content });
  await row('a.example').click();
  return window;
}

async function openTimeline(
  count: number,
  annotations: readonly Annotation[] = [],
): Promise<OpenWindow & { readonly capture: CaptureFixture }> {
  await page.viewport(1300, 800);
  const capture = createCaptureFixture(ROWS[0]!);
  for (let index = 1; index <= count; index++) {
    const note = annotations.find(({ id }) => id === index);
    capture.add(`SAID ${index}`, note ? { note } : {});
  }
  const window = await openWindow({ connections: ROWS, annotations, answers: capture.answers });
  window.store.setState({ selected: first });
  await expect.element(said(count)).toBeVisible();
  messages().element().focus();
  return { ...window, capture };
}

describe('a connection', () => {
  test('is marked and unmarked with m, and shows the mark as a letter with its name', async () => {
    const window = await openList();
    await userEvent.keyboard('m');
    const target = [{ kind: 'connection', id: 1 }];
    expect(noted(window)).toEqual([[target, { mark: 'yellow' }]]);
    await window.change({ annotations: [onConnection(1, { mark: 'yellow' })] });
    await expect.element(row('a.example').getByText('marked yellow')).toBeInTheDocument();
    await expect.element(row('a.example').getByTitle('Marked yellow')).toMatchTextContent(/^Y/);
    await userEvent.keyboard('m');
    expect(noted(window)[1]).toEqual([target, { mark: null }]);
  });

  test('takes the next colour with Shift+M, and m gives the colour chosen last', async () => {
    const window = await openList({ annotations: [onConnection(1, { mark: 'green' })] });
    await expect.element(row('a.example').getByTitle('Marked green')).toBeVisible();
    await userEvent.keyboard('M');
    expect(noted(window)[0]?.[1]).toEqual({ mark: 'blue' });
    await row('b.example').click();
    await userEvent.keyboard('m');
    expect(noted(window)[1]).toEqual([[{ kind: 'connection', id: 2 }], { mark: 'blue' }]);
  });

  test('is marked, commented and pinned from its menu', async () => {
    const window = await openList({ annotations: [onConnection(2, { mark: 'red' })] });
    await row('b.example').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Mark', exact: false }).click();
    await expect.element(page.getByRole('menuitemcheckbox', { name: 'Red' })).toBeChecked();
    await page.getByRole('menuitemcheckbox', { name: 'Purple' }).click();
    await row('b.example').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Pin to the top' }).click();
    await row('b.example').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Comment…' }).click();
    const field = page.getByRole('textbox', { name: 'Comment on this connection' });
    await expect.element(field).toHaveFocus();
    await userEvent.keyboard('drops after{Shift>}{Enter}{/Shift}a minute{Enter}');
    await expect.element(field).not.toBeInTheDocument();
    const target = [{ kind: 'connection', id: 2 }];
    expect(noted(window)).toEqual([
      [target, { mark: 'purple' }],
      [target, { pinned: true }],
      [target, { comment: 'drops after\na minute' }],
    ]);
  });

  test('that is pinned stands on top, whatever the list is sorted by', async () => {
    const window = await openList();
    await connections().getByRole('button', { name: 'Name' }).click();
    await window.change({ annotations: [onConnection(3, { pinned: true })] });
    const names = () =>
      Array.from(
        document.querySelectorAll('[data-column=name]'),
        (cell) => cell.firstChild?.firstChild?.textContent,
      );
    await expect.poll(names).toEqual(['c.example', 'a.example', 'b.example']);
    await window.change({ annotations: [onConnection(3, {})] });
    await expect.poll(names).toEqual(['a.example', 'b.example', 'c.example']);
  });

  test('is found by its notes', async () => {
    const window = await openList({
      annotations: [onConnection(2, { comment: 'slow' }), onMessage(7, { mark: 'red' })],
    });
    window.store.setState({ listFilter: 'comment:slow' });
    await expect.element(row('a.example')).not.toBeInTheDocument();
    await expect.element(row('b.example')).toBeVisible();
    window.store.setState({ listFilter: 'is:marked' });
    await expect.element(row('a.example')).toBeVisible(); // one of its messages is
    await expect.element(row('b.example')).not.toBeInTheDocument();
  });
});

describe('a comment', () => {
  const comment = 'why <b>so</b> late?';
  const field = () => page.getByRole('textbox', { name: 'Comment on this connection' });
  const line = () => page.getByRole('button', { name: `Comment: ${comment}` });

  test('is read in the head and on hover in the list, and edited where it stands', async () => {
    const window = await openList({ annotations: [onConnection(1, { comment })] });
    await expect.element(row('a.example').getByTitle(comment)).toBeVisible();
    await line().click();
    await expect.element(field()).toHaveValue(comment);
    await field().fill('gone');
    await userEvent.keyboard('{Escape}');
    await expect.element(line()).toBeVisible();
    expect(noted(window)).toEqual([]);
    await line().click();
    await field().fill('');
    await row('b.example').click();
    await expect.poll(() => noted(window)).toEqual([[[{ kind: 'connection', id: 1 }], { comment: '' }]]);
  });

  test('that could not be saved stays in its field', async () => {
    const annotate = async () => {
      throw new FramescopeError('DATA_DIR_UNWRITABLE', 'The note was not saved.', 'Free some space.');
    };
    await openList({ answers: { annotate } });
    await page.getByRole('button', { name: 'Comment on this connection' }).click();
    await userEvent.keyboard('worth keeping{Enter}');
    await expect.element(page.getByText('The note was not saved.', { exact: false })).toBeVisible();
    await expect.element(field()).toHaveValue('worth keeping');
  });
});

describe('a message', () => {
  test('is marked with m, and all that are selected with it', async () => {
    const window = await openTimeline(5);
    await userEvent.keyboard('{Home}{ArrowDown}m');
    await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}m');
    const targets = (...seqs: readonly number[]) => seqs.map((id) => ({ kind: 'message', id }));
    await expect
      .poll(() => noted(window))
      .toEqual([
        [targets(2), { mark: 'yellow' }],
        [targets(2, 3, 4), { mark: 'yellow' }],
      ]);
    await window.change({ annotations: [onMessage(2, { mark: 'yellow', comment: 'this one' })] });
    const marked = messages().getByRole('row', { name: /SAID 2/ });
    await expect.element(marked.getByTitle('Marked yellow')).toBeVisible();
    await expect.element(marked.getByTitle('this one')).toBeVisible();
  });

  test('is marked by hand: thousands are refused with what to do instead', async () => {
    const window = await openTimeline(1500);
    await userEvent.keyboard('{Home}{Shift>}{End}{/Shift}m');
    await expect.element(page.getByText(/1.500 messages are too many to mark at once\./)).toBeVisible();
    expect(noted(window)).toEqual([]);
  });

  test('is commented in the inspector, from its menu', async () => {
    const window = await openTimeline(3);
    await said(2).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Comment…' }).click();
    await expect.element(page.getByRole('textbox', { name: 'Comment on this message' })).toHaveFocus();
    await userEvent.keyboard('here{Enter}');
    await expect.element(messages()).toHaveFocus();
    expect(noted(window)).toEqual([[[{ kind: 'message', id: 2 }], { comment: 'here' }]]);
  });

  test('is counted among what is shown, also while the name of a key is typed', async () => {
    await openTimeline(30, [onMessage(2, { mark: 'red' }), onMessage(30, { comment: 'why' })]);
    const bar = page.getByRole('group', { name: 'Marks' });
    const field = page.getByPlaceholder('Filter messages');
    await field.fill('SAID 2 | SAID 3');
    await expect.element(bar).toMatchTextContent(/2 marked or commented/);
    await field.fill('"SAID 2"');
    await expect.element(bar).toMatchTextContent(/1 marked or commented/);
    await field.fill('"SAID 2" kin');
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    await expect.element(said(2)).toBeVisible();
    await expect.element(bar).toMatchTextContent(/1 marked or commented/);
  });

  test('is reached from the last one by n and Shift+N, round the ends, from the palette and by buttons', async () => {
    const marks = [20, 1000, 1900].map((seq) => onMessage(seq, { mark: 'red' }));
    await openTimeline(2000, marks);
    const bar = page.getByRole('group', { name: 'Marks' });
    await expect.element(bar).toMatchTextContent(/3 marked or commented/);
    const isActive = async (index: number) => {
      const message = messages().getByRole('row', { name: new RegExp(`SAID ${index}\\b`) });
      await expect.element(message).toHaveAttribute('aria-selected', 'true');
    };
    await userEvent.keyboard('{Home}n');
    await isActive(20);
    await userEvent.keyboard('n');
    await isActive(1000);
    await userEvent.keyboard('N');
    await isActive(20);
    await userEvent.keyboard('N');
    await isActive(1900);
    await bar.getByRole('button', { name: 'Next mark' }).click();
    await isActive(20);
    await userEvent.keyboard('{Control>}k{/Control}next marked{Enter}');
    await isActive(1000);
  });
});

test('in a session that is only read, the controls say why they do nothing', async () => {
  const window = await openList({ info: { capabilities: [] } });
  await userEvent.keyboard('m');
  const why = 'This session is open for reading only; nothing can be noted in it.';
  const button = page.getByRole('button', { name: `Mark this connection. ${why}` });
  await expect.element(button).toHaveAttribute('aria-disabled', 'true');
  await row('a.example').click({ button: 'right' });
  for (const name of ['Mark', 'Comment…', 'Pin to the top']) {
    const item = page.getByRole('menuitem', { name, exact: false });
    await expect.element(item).toHaveAttribute('aria-disabled', 'true');
    await expect.element(item).toMatchTextContent(why);
  }
  expect(noted(window)).toEqual([]);
});

test.each(['light', 'dark'] as const)('notes are accessible, %s', async (theme) => {
  const all = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'] as const;
  const marks = all.map((mark, index) => onMessage(index + 1, { mark, comment: 'see' }));
  const window = await openTimeline(8, marks);
  document.documentElement.dataset.theme = theme;
  await window.change({ annotations: [onConnection(1, { mark: 'red', comment: 'head', pinned: true })] });
  await said(1).click();
  await expect.element(page.getByRole('button', { name: 'Comment: see' })).toBeVisible();
  const { violations } = await axe.run(document.body, { runOnly: ['wcag2a', 'wcag2aa', 'wcag22aa'] });
  delete document.documentElement.dataset.theme;
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});
