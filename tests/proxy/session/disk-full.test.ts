import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { type Rig, openRig } from '../../support/archive-rig.ts';
import { canMount, fill, smallDisk } from '../../support/small-disk.ts';

describe.skipIf(!canMount)('a disk that is full', () => {
  async function onSmallDisk(): Promise<{ rig: Rig; dir: string } | null> {
    const dir = smallDisk();
    return dir ? { dir, rig: await openRig(join(dir, 'a.framescope')) } : null;
  }

  test('is told, what it takes is counted, and capture resumes when there is space', async ({ skip }) => {
    const found = await onSmallDisk();
    if (!found) return skip('no mount here');
    const { rig, dir } = found;
    const wire = rig.open();
    const { view } = await rig.calls.openView({ connections: null, filter: '' });
    let sent = 0;
    const send = () => wire.text('server', `${(sent += 1)} ${'x'.repeat(2000)}`);

    send();
    await rig.until(({ counts }) => counts.messages === 1);
    const free = fill(dir);
    while (!rig.changes.some(({ diskTrouble }) => diskTrouble !== null)) {
      send();
      await rig.archive.settle();
    }
    for (let n = 0; n < 50; n += 1) send();
    await rig.archive.settle();
    free();
    const told = rig.changes.length;
    await rig.until((change) => change.diskTrouble === null && rig.changes.indexOf(change) >= told);
    send();
    await rig.archive.settle();

    const { messages, gaps } = await rig.calls.counts();
    const rows = await rig.calls.rows(view, 0, 2000);
    expect(rows).toHaveLength(messages);
    expect(rows.at(-1)!.preview.startsWith(`${sent} `)).toBe(true);
    expect(await rig.calls.connection(wire.id)).toMatchObject({ receivedMessages: messages });
    expect(gaps).toBeGreaterThanOrEqual(1);
    await rig.close();
    const db = new DatabaseSync(rig.file, { readOnly: true });
    const skipped = db
      .prepare(
        'SELECT reason, sum(messages) AS messages, max(to_at IS NULL) AS open FROM gaps GROUP BY reason',
      )
      .all();
    expect(db.prepare('SELECT count(*) AS n FROM messages').get()).toEqual({ n: messages });
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    db.close();
    expect(skipped.map((row) => ({ ...row }))).toEqual([
      { reason: 'disk', messages: sent - messages, open: 0 },
    ]);
  });

  test('takes parts of a large message, which says how much is gone', async ({ skip }) => {
    const found = await onSmallDisk();
    if (!found) return skip('no mount here');
    const { rig, dir } = found;
    const wire = rig.open();
    const length = 3 * 1024 * 1024;
    const header = Uint8Array.of(0x82, 127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255);
    wire.bytes('server', header);
    const free = fill(dir);
    const piece = new Uint8Array(64 * 1024).fill(1);
    for (let sent = 0; sent < 2 * 1024 * 1024; sent += piece.length) wire.bytes('server', piece);
    await rig.until(({ diskTrouble }) => diskTrouble !== null);
    free();
    const told = rig.changes.length;
    await rig.until((change) => change.diskTrouble === null && rig.changes.indexOf(change) >= told);
    for (let sent = 0; sent < 1024 * 1024; sent += piece.length) wire.bytes('server', piece);
    const [row] = await rig.rows();
    expect(row).toMatchObject({ length, complete: true });
    expect(row!.dropped).toBeGreaterThan(0);
    const { total } = await rig.calls.payload(row!.seq, 0, 1);
    expect(total + row!.dropped).toBe(length);
  });

  test('is said when a file cannot be made on it', async ({ skip }) => {
    const dir = smallDisk();
    if (!dir) return skip('no mount here');
    fill(dir);
    await expect(openRig(join(dir, 'a.framescope'))).rejects.toMatchObject({ code: 'DATA_DIR_UNWRITABLE' });
  });
});
