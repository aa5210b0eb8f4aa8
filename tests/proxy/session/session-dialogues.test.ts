import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ViewState } from '../../../proxy/contract/model.ts';
import { type Rig, openRig, pollingPath } from '../../support/archive-rig.ts';
import { tempDir } from '../../support/temp-dir.ts';

const SID = 'lv_VI97HAXpY6yYWAAAC';
const HOST = 'example.test';
const NOBODY = { [HOST]: { client: 'none', server: 'none' } };

const pairs = async (rig: Rig) => (await rig.rows()).map(({ answers }) => answers);
const unanswered = async (rig: Rig) => (await rig.rows(null, 'is:unanswered')).map(({ seq }) => seq);

describe('polls of one session', () => {
  test('answer what others of them asked', async () => {
    const rig = await openRig();
    const waiting = rig.get(SID);
    rig.post(SID, '420["add",1,2]\x1e421["add",3,4]');
    waiting.answer('430[3]');
    const rows = await rig.rows();
    expect(rows.map(({ answers }) => answers)).toEqual([null, null, 1]);
    const after = rows[2]!.at - rows[0]!.at;
    expect(rows[0]!.asked).toEqual({ answer: 3, after, overdue: false });
    expect(rows[2]!.rtt).toBe(after);
    expect(await unanswered(rig)).toEqual([2]);
    expect(await rig.export()).toMatch(/"seq":3,.*"answers":1\b/);
  });

  test('are answered by the WebSocket after them, and ask it', async () => {
    const rig = await openRig();
    rig.post(SID, '420["add",1,2]');
    rig.get(SID).answer('421["sure?"]');
    const wire = rig.open({ path: pollingPath(SID, 'websocket') });
    wire.text('client', '431[true]');
    wire.text('server', '430[3]');
    expect(await pairs(rig)).toEqual([null, null, 2, 1]);
  });

  test('have nothing to do with those of another, nor of another host', async () => {
    const rig = await openRig();
    rig.post(SID, '420["add",1,2]');
    rig.get('other').answer('430[3]');
    rig.get(SID, 'other.test').answer('430[3]');
    expect(await pairs(rig)).toEqual([null, null, null]);
  });

  test('know nothing across what was not kept', async () => {
    const rig = await openRig();
    rig.post(SID, '420["add",1,2]');
    const [lost, next] = [rig.get(SID), rig.get(SID)];
    await rig.archive.settle();
    await rig.calls.pause(1);
    lost.answer('430[3]');
    await rig.archive.settle();
    await rig.calls.resume(2);
    next.answer('430[4]');
    expect(await pairs(rig)).toEqual([null, null]);
  });

  test('are told of by the connection that asked, when nothing answers and when something does', async () => {
    const rig = await openRig();
    const waiting = rig.get(SID);
    await rig.calls.findings(null);
    const asks = rig.post(SID, '420["add",1,2]'); // the rig's clock lies years back
    await rig.archive.settle();
    const told = () =>
      rig.changes.filter(({ connections }) => connections.some(({ id }) => id === asks)).length;
    const view = await rig.calls.openView({ connections: null, filter: 'is:unanswered' });
    expect(view.count).toBe(1);
    const found = async () =>
      (await rig.calls.findings(null)).findings.filter(({ kind }) => kind === 'unanswered');
    await expect.poll(found, { timeout: 5000 }).toMatchObject([{ connections: [asks], times: 1 }]);
    const before = told();
    waiting.answer('430[3]');
    const isAnswered = ({ view: each, count }: ViewState) => each === view.view && count === 0;
    await rig.until(({ views }) => views.some(isAnswered));
    await expect.poll(told).toBeGreaterThan(before); // whoever shows the question looks again
    expect((await rig.rows())[0]!.asked).toMatchObject({ answer: 2, overdue: false });
  });

  test('are cleared with everything else, and go on', async () => {
    const rig = await openRig();
    const waiting = rig.get(SID);
    rig.post(SID, '420["add",1,2]');
    await rig.archive.settle();
    await rig.calls.clear();
    rig.post(SID, '421["add",3,4]');
    waiting.answer('431[7]');
    expect((await rig.rows()).map(({ answers }) => answers !== null)).toEqual([false, true]);
  });
});

describe('when another decoder is chosen', () => {
  test('a session is paired anew as a whole, with what joins it meanwhile', async () => {
    const rig = await openRig();
    const MANY = 300;
    for (let n = 0; n < MANY; n += 1) {
      rig.post(SID, `42${n}["add"]`);
      if (n % 2 === 0) rig.get(SID).answer(`43${n}[1]`);
    }
    const waiting = rig.get(SID);
    await rig.archive.settle();
    const before = await pairs(rig);
    expect(before.filter((each) => each !== null)).toHaveLength(MANY / 2);
    await rig.calls.decodeBy(NOBODY);
    await expect.poll(async () => (await pairs(rig)).every((each) => each === null)).toBe(true);
    await rig.calls.decodeBy({});
    waiting.answer('431[1]');
    const late = rig.get(SID);
    late.answer('433[1]\x1e435[1]');
    await expect.poll(() => pairs(rig)).toEqual([...before, 3, 6, 9]);
    rig.get(SID).answer('437[1]');
    expect((await pairs(rig)).at(-1)).toBe(12);
  });

  test('a session that is over is paired anew in its file', async () => {
    const rig = await openRig();
    rig.post(SID, '420["add",1,2]');
    rig.get(SID).answer('430[3]');
    await rig.archive.settle();
    await rig.close();
    const again = await openRig(rig.file);
    await again.calls.decodeBy(NOBODY);
    await expect.poll(() => pairs(again)).toEqual([null, null]);
    await again.close();
    const back = await openRig(rig.file);
    await back.calls.decodeBy({});
    await expect.poll(() => pairs(back)).toEqual([null, 1]);
  });
});

describe('a session whose engine was killed before the answer was stored', () => {
  /** The question is stored; that it was answered stands in the wire log alone. */
  async function killed(how: 'polls' | 'websocket'): Promise<string> {
    const file = join(tempDir(), 'a.framescope');
    const script = join(import.meta.dirname, 'question-writer.ts');
    const child = spawn(process.execPath, [script, file, how], { stdio: 'inherit' });
    onTestFinished(() => void child.kill('SIGKILL'));
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    return file;
  }

  test.each(['polls', 'websocket'] as const)('has it, once it was read anew: %s', async (how) => {
    const rig = await openRig(await killed(how));
    const [question] = await rig.rows();
    expect(question?.asked).toMatchObject({ overdue: false }); // nothing is claimed
    await rig.calls.decodeBy({});
    await expect.poll(() => pairs(rig)).toEqual([null, 1, null]);
    expect(await unanswered(rig)).toEqual([3]);
  });
});
