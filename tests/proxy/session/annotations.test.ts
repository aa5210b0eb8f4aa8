import { describe, expect, test } from 'vitest';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { AnnotationTarget, MessageRow } from '../../../proxy/contract/model.ts';
import { MAX_COMMENT, MAX_TARGETS } from '../../../proxy/contract/notes.ts';
import { allRows, openRig, type Rig } from '../../support/archive-rig.ts';

const message = (seq: number): AnnotationTarget => ({ kind: 'message', id: seq as Seq });
const connection = (id: number): AnnotationTarget => ({ kind: 'connection', id: id as ConnectionId });
const texts = (rows: readonly MessageRow[]) => rows.map(({ preview }) => preview);

/** Two connections; the first says `one`, `two`, `three`, the second `other`. */
async function openSpoken(): Promise<Rig> {
  const rig = await openRig();
  const [a, b] = [rig.open(), rig.open()];
  for (const text of ['one', 'two', 'three']) a.text('server', text);
  b.text('client', 'other');
  await rig.archive.settle();
  return rig;
}

describe('a note', () => {
  test('is told as a change, and changes only what was said of it', async () => {
    const rig = await openSpoken();
    await rig.calls.annotate([message(2), connection(1)], { mark: 'red' });
    await rig.calls.annotate([message(2)], { comment: '  why so late?  ' });
    await rig.calls.annotate([connection(1)], { pinned: true });
    const noted = [
      { kind: 'connection', id: 1, connection: 1, mark: 'red', comment: '', pinned: true },
      { kind: 'message', id: 2, connection: 1, mark: 'red', comment: 'why so late?', pinned: false },
    ];
    expect(await rig.calls.annotations()).toEqual(noted);
    await rig.until(({ annotations }) => annotations.some(({ pinned }) => pinned));
    const told = rig.changes.flatMap(({ annotations }) => annotations);
    expect(told).toContainEqual(noted[0]);
    expect(told).toContainEqual(noted[1]);
  });

  test('in which nothing is left is told once more, and gone', async () => {
    const rig = await openSpoken();
    await rig.calls.annotate([message(1)], { mark: 'blue' });
    await rig.calls.annotate([message(1)], { mark: null });
    expect(await rig.calls.annotations()).toEqual([]);
    await rig.until(({ annotations }) => annotations.some(({ mark }) => mark === null));
  });

  test('is there when the session is opened again, to write or to read', async () => {
    const rig = await openSpoken();
    await rig.calls.annotate([message(3)], { comment: 'here' });
    const noted = await rig.calls.annotations();
    await rig.close();
    const reader = await openRig(rig.file, 'read');
    expect(await reader.calls.annotations()).toEqual(noted);
    expect(texts(await reader.rows(null, 'comment:here'))).toEqual(['three']);
    await expect(reader.calls.annotate([message(3)], { mark: 'red' })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: 'This session is open for reading only, so nothing can be noted in it.',
    });
    await reader.close();
    expect(await (await openRig(rig.file)).calls.annotations()).toEqual(noted);
  });

  test('goes with what is cleared, and no other', async () => {
    const rig = await openRig();
    const [ended, open] = [rig.open(), rig.open()];
    open.text('server', 'one');
    ended.end();
    await rig.archive.settle();
    await rig.calls.annotate([connection(1), connection(2), message(1)], { mark: 'red' });
    await rig.calls.clear();
    const left = { ...connection(2), connection: 2, mark: 'red', comment: '', pinned: false };
    expect(await rig.calls.annotations()).toEqual([left]);
    expect(await rig.until(({ reset }) => reset)).toMatchObject({ annotations: [left] });
    await rig.close();
    expect(await (await openRig(rig.file)).calls.annotations()).toEqual([left]);
  });

  test('that makes no sense is refused, and nothing is changed', async () => {
    const { calls } = await openSpoken();
    const refused = async (targets: readonly AnnotationTarget[], note: object, code: string) => {
      await expect(calls.annotate(targets, note)).rejects.toMatchObject({ code });
    };
    await refused([message(1), message(99)], { mark: 'red' }, 'NOT_FOUND');
    await refused([connection(99)], { pinned: true }, 'NOT_FOUND');
    await refused([message(1)], { mark: 'pink' }, 'INVALID');
    await refused([message(1)], { pinned: true }, 'INVALID');
    await refused([message(1)], { comment: 'x'.repeat(MAX_COMMENT + 1) }, 'INVALID');
    await refused(
      Array.from({ length: MAX_TARGETS + 1 }, () => message(1)),
      { mark: 'red' },
      'INVALID',
    );
    expect(await calls.annotations()).toEqual([]);
  });
});

describe('a view by notes', () => {
  test('follows them as they come and go', async () => {
    const rig = await openSpoken();
    const { view } = await rig.calls.openView({ connections: null, filter: 'is:marked | comment:*' });
    await rig.calls.annotate([message(4)], { comment: 'see' });
    await rig.calls.annotate([message(1), message(3)], { mark: 'red' });
    expect(texts(await allRows(rig, view))).toEqual(['one', 'three', 'other']);
    await rig.calls.annotate([message(1)], { mark: null });
    expect(texts(await allRows(rig, view))).toEqual(['three', 'other']);
    await rig.until(({ views }) => views.some(({ count, total }) => count === 2 && total === 4));
  });

  test('of one connection, beside other terms, holds what is marked and matches', async () => {
    const rig = await openSpoken();
    await rig.calls.annotate([message(1), message(2), message(4)], { mark: 'green' });
    const first = [1 as ConnectionId];
    expect(texts(await rig.rows(first, 'mark:green text:two'))).toEqual(['two']);
    expect(texts(await rig.rows(first, 'is:marked'))).toEqual(['one', 'two']);
    expect(texts(await rig.rows(first, '-is:marked'))).toEqual(['three']);
  });

  test('that shows what is not marked loses what is marked, and gets it back', async () => {
    const rig = await openSpoken();
    const { view } = await rig.calls.openView({ connections: null, filter: '-is:marked text:o' });
    await rig.calls.annotate([message(2)], { mark: 'red' });
    expect(texts(await allRows(rig, view))).toEqual(['one', 'other']);
    await rig.calls.annotate([message(2)], { mark: null });
    expect(texts(await allRows(rig, view))).toEqual(['one', 'two', 'other']);
  });

  test('of pinned connections is looked through again when one is pinned', async () => {
    const rig = await openSpoken();
    const { view } = await rig.calls.openView({ connections: null, filter: 'is:pinned' });
    await rig.calls.annotate([connection(2)], { pinned: true });
    await rig.until(({ views }) => views.some(({ count, scanned }) => count === 1 && scanned === 4));
    expect(texts(await allRows(rig, view))).toEqual(['other']);
  });

  test('reads no row of a connection but those with a note', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (let n = 1; n <= 50_000; n += 1) wire.text('server', `${n}`);
    await rig.archive.settle();
    await rig.calls.annotate([message(40_000)], { mark: 'red' });
    const state = await rig.calls.openView({ connections: [wire.id], filter: 'is:marked' });
    expect(state).toMatchObject({ count: 1, scanned: 50_000, total: 50_000 }); // at once, not in slices
  });
});

describe('an export', () => {
  const lines = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  test('carries notes, and can be of what is marked', async () => {
    const rig = await openSpoken();
    await rig.calls.annotate([message(2)], {
      mark: 'red',
      comment: 'late; see Authorization: Bearer abc.def',
    });
    await rig.calls.annotate([connection(2)], { mark: 'blue', pinned: true });
    const exported = lines(await rig.export({ filter: 'is:marked' }));
    expect(exported).toMatchObject([
      { type: 'connection', id: 'c1' },
      { type: 'connection', id: 'c2', mark: 'blue', pinned: true },
      { data: 'two', mark: 'red', comment: 'late; see Authorization: Bearer abc.def' },
      { data: 'other' },
    ]);
    expect(exported[0]).not.toHaveProperty('mark');
    expect(await rig.export({ redact: true })).not.toContain('abc.def');
  });
});
