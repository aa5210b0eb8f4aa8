import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { FramescopeError } from '../../../../proxy/contract/errors.ts';
import type { FoldedState, FoldQuery, FoldRecipe } from '../../../../proxy/contract/fold.ts';
import type { Seq } from '../../../../proxy/contract/ids.ts';
import { bodyAt, parseBodyPath } from '../../../../proxy/insight/fold/body-path.ts';
import { changesBetween } from '../../../../proxy/insight/fold/state-changes.ts';
import { type Step, StateFold } from '../../../../proxy/insight/fold/state-fold.ts';
import { createCaptureFixture } from '../../support/capture-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection } from '../../support/session-fixture.ts';

const doc = connection(1, { host: 'doc.example', path: '/', url: 'wss://doc.example/', receivedMessages: 4 });

const RECIPE: FoldRecipe = {
  snapshots: '$.type=snapshot',
  deltas: '$.type=patch',
  snapshotPath: '$.state',
  deltaPath: '$.ops',
  way: 'json-patch',
  key: 'id',
};

const replace = (path: string, value: unknown) => ({ type: 'patch', ops: [{ op: 'replace', path, value }] });
const MESSAGES: readonly unknown[] = [
  { type: 'snapshot', state: { cursor: 0, user: { name: 'Ana' } } },
  replace('/cursor', 1),
  replace('/none/there', 1),
  replace('/user/name', 'Ben'),
];

/** The state of what was captured, folded by the real fold. */
function foldOf(texts: () => readonly string[]) {
  return (query: FoldQuery, wanted: number | null): FoldedState => {
    const path = parseBodyPath(query.deltaPath);
    if (!path) throw new FramescopeError('INVALID', `${query.deltaPath} is no path.`, '');
    const paths = { snapshot: parseBodyPath(query.snapshotPath)!, delta: path };
    const bodyOf = ({ seq, kind }: Step) => bodyAt(JSON.parse(texts()[seq - 1]!), paths[kind]);
    const fold = new StateFold(query);
    texts().forEach((text, place) => {
      const kind =
        query.snapshots !== '' && text.includes('"snapshot"') ? ('snapshot' as const) : ('delta' as const);
      const step = { seq: (place + 1) as Seq, at: doc.openedAt + place, kind };
      fold.push(step, bodyOf(step));
    });
    const place = Math.min(wanted ?? Infinity, fold.count - 1);
    const [before, state] = [place - 1, place].map((each) => fold.stateAt(each, bodyOf));
    return {
      place,
      count: fold.count,
      step: fold.step(place),
      state,
      changes: before === undefined ? [] : changesBetween(before, state),
      errors: fold.errors,
      errorPlaces: fold.errorPlaces(10),
      scanned: fold.count,
      total: fold.count,
    };
  };
}

async function openState(recipe: FoldRecipe | null = RECIPE) {
  await page.viewport(1500, 800);
  const texts = MESSAGES.map((message) => JSON.stringify(message));
  const capture = createCaptureFixture(doc);
  for (const text of texts) capture.add(text);
  const fold = foldOf(() => texts);
  const queries: FoldQuery[] = [];
  const window = await openWindow({
    connections: [doc],
    answers: {
      ...capture.answers,
      detectFold: async () => recipe,
      foldState: async (query, place) => {
        queries.push(query);
        return fold(query, place);
      },
    },
  });
  window.store.setState({ selected: doc.id });
  const add = async (message: unknown) => {
    texts.push(JSON.stringify(message));
    await window.change({ connections: [{ ...doc, receivedMessages: texts.length }] });
  };
  await userEvent.click(page.getByRole('tab', { name: 'State' }));
  return { ...window, queries, add };
}

const tree = () => page.getByRole('tree', { name: 'State' });
const shown = () => tree().element().textContent;
const slider = () => page.getByRole('slider', { name: 'Message that the state is of' });
const changes = () => page.getByRole('region', { name: 'Changes' });

describe('the state that messages describe', () => {
  test('is shown as of the newest, with what that one has changed', async () => {
    await openState();
    await expect.poll(shown).toMatch(/cursor1.*name"Ben"/);
    await expect.element(page.getByText('4 of 4')).toBeVisible();
    await expect.element(changes().getByText('$.user.name')).toBeVisible();
    expect(changes().element().textContent).toMatch(/changed \$\.user\.name "Ana" → "Ben"/);
    const toned = tree().element().querySelector('[data-tone=changed]');
    expect(toned?.textContent).toBe('name"Ben"');
  });

  test('is that of any message, by slider and keys', async () => {
    await openState();
    await expect.poll(shown).toMatch(/Ben/);
    slider().element().focus();
    await userEvent.keyboard('{Home}');
    await expect.poll(shown).toMatch(/cursor0.*name"Ana"/);
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(shown).toMatch(/cursor1.*name"Ana"/);
    await userEvent.click(page.getByRole('button', { name: 'State before' }));
    await expect.poll(shown).toMatch(/cursor0/);
  });

  test('follows what comes, unless another message was chosen', async () => {
    const { add } = await openState();
    await expect.poll(shown).toMatch(/Ben/);
    await add(replace('/cursor', 5));
    await expect.poll(shown).toMatch(/cursor5/);
    await userEvent.click(page.getByRole('button', { name: 'First state' }));
    await expect.poll(shown).toMatch(/cursor0/);
    await add(replace('/cursor', 6));
    await expect.element(page.getByText('1 of 6')).toBeVisible();
    expect(shown()).toMatch(/cursor0/);
    await userEvent.click(page.getByRole('button', { name: 'Newest state, and follow' }));
    await expect.poll(shown).toMatch(/cursor6/);
  });

  test('says which message does not apply, why, and leads to it', async () => {
    const { store } = await openState();
    await userEvent.click(page.getByRole('button', { name: '1 message does not apply' }));
    await expect
      .element(page.getByRole('alert'))
      .toMatchTextContent(/There is nothing there .*\/none\/there/);
    await userEvent.click(page.getByRole('button', { name: 'Go to the message' }));
    await expect
      .element(page.getByRole('tab', { name: 'Messages' }))
      .toHaveAttribute('aria-selected', 'true');
    const active = () =>
      page.getByRole('treegrid', { name: 'Messages' }).element().querySelector('[data-active]');
    await expect.poll(() => active()?.textContent).toMatch(/none/);
    await expect.poll(() => store.getState().going).toBeNull();
  });

  test('is folded otherwise where a person says so, and a mistake is said where it was made', async () => {
    const { queries } = await openState();
    await userEvent.click(page.getByRole('button', { name: 'Fold otherwise…' }));
    await page.getByLabelText('Change in them at').fill('ops');
    await userEvent.click(page.getByRole('button', { name: 'Fold', exact: true }));
    await expect.element(page.getByRole('alert')).toMatchTextContent(/ops is no path/);
    await page.getByLabelText('Change in them at').fill('$');
    await userEvent.click(page.getByRole('radio', { name: 'Replace' }));
    await userEvent.click(page.getByRole('button', { name: 'Fold', exact: true }));
    await expect.poll(shown).toMatch(/type"patch"/);
    expect(queries.at(-1)).toMatchObject({ connection: doc.id, way: 'replace', deltaPath: '$' });
  });

  test('is folded so the next time too, until a person has it recognised again', async () => {
    const { queries } = await openState();
    await userEvent.click(page.getByRole('button', { name: 'Fold otherwise…' }));
    await page.getByLabelText('Change in them at').fill('$');
    await userEvent.click(page.getByRole('radio', { name: 'Replace' }));
    await userEvent.click(page.getByRole('button', { name: 'Fold', exact: true }));
    await expect.poll(shown).toMatch(/type"patch"/);
    await userEvent.click(page.getByRole('tab', { name: 'Messages' }));
    queries.length = 0;
    await userEvent.click(page.getByRole('tab', { name: 'State' }));
    await expect.poll(() => queries.at(0)?.way).toBe('replace');
    await userEvent.click(page.getByRole('button', { name: 'As recognised' }));
    await expect.poll(() => queries.at(-1)?.way).toBe('json-patch');
    await expect.element(page.getByRole('button', { name: 'As recognised' })).not.toBeInTheDocument();
  });

  test('is not made up: where none is recognised, it says so and asks how', async () => {
    const { queries } = await openState(null);
    await expect.element(page.getByText('No state was recognised')).toBeVisible();
    expect(queries).toEqual([]);
    await page.getByLabelText('Snapshots').fill('');
    await page.getByLabelText('Deltas').fill('');
    await page.getByLabelText('Change in them at').fill('$.state');
    await userEvent.click(page.getByRole('button', { name: 'Fold', exact: true }));
    await expect.poll(shown).toMatch(/cursor/);
  });

  test.each(['light', 'dark'])('has nothing to reproach its accessibility with, %s', async (theme) => {
    document.documentElement.dataset['theme'] = theme;
    await openState();
    await userEvent.click(page.getByRole('button', { name: 'Fold otherwise…' }));
    await expect.poll(shown).toMatch(/Ben/);
    const { violations } = await axe.run(page.getByRole('region', { name: 'State' }).element());
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
  });
});
