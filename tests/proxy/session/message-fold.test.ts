import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FoldedState, FoldQuery } from '../../../proxy/contract/fold.ts';
import { openRig, type Rig } from '../../support/archive-rig.ts';
import { tempDir } from '../../support/temp-dir.ts';

const say = (value: unknown) => JSON.stringify(value);
const patch = (path: string, value: unknown) => say({ type: 'patch', ops: [{ op: 'replace', path, value }] });

async function queryOf(rig: Rig, connection: FoldQuery['connection']): Promise<FoldQuery> {
  await rig.archive.settle();
  return { connection, ...(await rig.calls.detectFold(connection))! };
}

/** Asks until everything is read. */
async function whole(rig: Rig, query: FoldQuery, place: number | null = null): Promise<FoldedState> {
  const isWhole = ({ scanned, total }: FoldedState) => scanned >= total;
  await expect.poll(async () => isWhole(await rig.calls.foldState(query, place))).toBe(true);
  return rig.calls.foldState(query, place);
}

describe('messages that describe a state', () => {
  test('are recognised, and folded up to any of them', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', say({ type: 'hello' }));
    wire.text('server', say({ type: 'snapshot', state: { n: 0, list: ['a'] } }));
    for (let n = 1; n <= 2000; n += 1) wire.text('server', patch('/n', n));
    const query = await queryOf(rig, wire.id);
    expect(query).toMatchObject({ way: 'json-patch', snapshotPath: '$.state', deltaPath: '$.ops' });
    expect(await whole(rig, query)).toMatchObject({
      place: 2000,
      count: 2001,
      state: { n: 2000, list: ['a'] },
      changes: [{ kind: 'changed', path: ['n'], before: 1999, after: 2000 }],
      step: { kind: 'delta', error: null },
      scanned: 2002,
    });
    for (const place of [0, 1, 700, 1999])
      expect((await rig.calls.foldState(query, place)).state).toEqual({ n: place, list: ['a'] });
  });

  test('go on as more come, while the place that is looked at stays', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', say({ type: 'snapshot', state: { n: 0 } }));
    wire.text('server', patch('/n', 1));
    const query = await queryOf(rig, wire.id);
    await whole(rig, query);
    wire.text('server', patch('/n', 2));
    await rig.archive.settle();
    expect(await whole(rig, query)).toMatchObject({ place: 2, state: { n: 2 } });
    expect(await rig.calls.foldState(query, 1)).toMatchObject({ place: 1, count: 3, state: { n: 1 } });
  });

  test('of which one does not apply say which, and why', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', say({ type: 'snapshot', state: { n: 0 } }));
    wire.text('server', patch('/none/there', 1));
    wire.text('server', patch('/n', 2));
    const query = await queryOf(rig, wire.id);
    expect(await whole(rig, query)).toMatchObject({ state: { n: 2 }, errors: 1, errorPlaces: [1] });
    const failed = await rig.calls.foldState(query, 1);
    expect(failed).toMatchObject({ state: { n: 0 }, changes: [] });
    expect(failed.step?.error).toBe('There is nothing there (operation 1: replace /none/there).');
  });

  test('are chosen by filters and paths, one topic of several', async () => {
    const rig = await openRig();
    const wire = rig.open();
    for (const topic of ['a', 'b']) wire.text('server', say({ topic, kind: 'all', data: { [topic]: 1 } }));
    for (const topic of ['b', 'a', 'b'])
      wire.text('server', say({ topic, data: { [topic]: 2, more: null } }));
    await rig.archive.settle();
    const state = await whole(rig, {
      connection: wire.id,
      snapshots: '$.kind=all $.topic=b',
      deltas: '$.topic=b',
      snapshotPath: '$.data',
      deltaPath: '$.data',
      way: 'merge-patch',
      key: 'id',
    });
    expect(state).toMatchObject({ count: 3, state: { b: 2 } });
  });

  test('never show a secret', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', say({ type: 'snapshot', state: { access_token: 'hunter2', n: 0 } }));
    wire.text('server', patch('/access_token', 'hunter3'));
    const folded = await whole(rig, await queryOf(rig, wire.id));
    expect(say(folded)).not.toContain('hunter');
    expect(folded.state).toEqual({ access_token: '•••', n: 0 });
  });

  test('are the same in a file that is opened again', async () => {
    const file = join(tempDir(), 'a.framescope');
    const rig = await openRig(file);
    const wire = rig.open();
    wire.text('server', say({ type: 'snapshot', state: { n: 0 } }));
    for (let n = 1; n <= 600; n += 1) wire.text('server', patch('/n', n));
    const query = await queryOf(rig, wire.id);
    await rig.close();
    const again = await openRig(file);
    expect(await whole(again, query, 300)).toMatchObject({ place: 300, state: { n: 300 } });
  });

  test('that are none are not taken for some', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('server', '{"type":"trade"}');
    wire.text('server', 'no JSON');
    await rig.archive.settle();
    expect(await rig.calls.detectFold(wire.id)).toBeNull();
    const query: FoldQuery = {
      connection: wire.id,
      snapshots: '',
      deltas: '',
      snapshotPath: '$',
      deltaPath: '$.ops',
      way: 'json-patch',
      key: 'id',
    };
    expect(await whole(rig, query)).toMatchObject({ place: -1, count: 0, step: null });
    const refused = (over: Partial<FoldQuery>) => rig.calls.foldState({ ...query, ...over }, null);
    await expect(refused({ deltaPath: 'ops' })).rejects.toMatchObject({ code: 'INVALID' });
    await expect(refused({ deltas: '(' })).rejects.toMatchObject({ code: 'FILTER_INVALID' });
  });
});
