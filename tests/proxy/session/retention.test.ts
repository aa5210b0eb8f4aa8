import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRig, scanned, startRig } from '../../support/archive-rig.ts';
import { tempDir } from '../../support/temp-dir.ts';

const KIB = 1024;
const words = (n: number) => `${n} `.padEnd(8 * KIB, 'x');
const numberOf = (preview: string) => Number(preview.split(' ')[0]);

describe('the storage budget', () => {
  test('takes the oldest messages, and says how many', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const everything = await rig.calls.openView({ connections: null, filter: '' });
    const odd = await rig.calls.openView({ connections: null, filter: 'text:/^\\d*[13579] /' });
    await rig.calls.keepTo(512 * KIB);
    for (let n = 1; n <= 400; n += 1) {
      wire.text('server', words(n));
      if (n % 50 === 0) await rig.archive.settle();
    }
    await rig.until(({ counts }) => (counts.evicted?.messages ?? 0) > 250);
    await rig.calls.keepTo(null); // nothing goes while it is looked at
    const { evicted, messages } = await rig.calls.counts();
    await rig.until(({ views }) =>
      views.some((each) => each.view === everything.view && each.evicted === evicted?.messages),
    );
    expect(messages + evicted!.messages).toBe(400);
    expect(evicted!.bytes).toBeGreaterThanOrEqual(evicted!.messages * 8 * KIB);
    expect(messages).toBeGreaterThan(3);

    expect(await rig.calls.rows(everything.view, 0, 1000)).toEqual([]);
    const rows = await rig.calls.rows(everything.view, evicted!.messages, 1000);
    expect(rows.map(({ preview }) => numberOf(preview))).toEqual(
      Array.from({ length: messages }, (_, index) => 401 - messages + index),
    );
    const oddRows = await rig.calls.rows(odd.view, await rig.calls.locate(odd.view, rows[0]!.seq), 1000);
    await rig.until(({ views }) =>
      views.some((each) => each.view === odd.view && each.count - each.evicted === oddRows.length),
    );
    expect(await rig.calls.locate(everything.view, rows[3]!.seq)).toBe(evicted!.messages + 3);
    expect(oddRows.map(({ preview }) => numberOf(preview))).toEqual(
      rows.map(({ preview }) => numberOf(preview)).filter((n) => n % 2 === 1),
    );
    const later = await scanned(rig, await rig.calls.openView({ connections: [wire.id], filter: '' }));
    expect(later).toMatchObject({ count: messages, evicted: 0 });
    expect(await rig.calls.connection(wire.id)).toMatchObject({ receivedMessages: 400 });
  });

  test('is off until it is set, and keeps everything once it is off again', async () => {
    const rig = await openRig();
    const wire = rig.open();
    const fill = async (count: number) => {
      for (let n = 1; n <= count; n += 1) wire.text('server', words(n));
      await rig.archive.settle();
      return rig.calls.counts();
    };
    expect(await fill(100)).toMatchObject({ messages: 100, evicted: null });
    await rig.calls.keepTo(256 * KIB);
    await rig.until(({ counts }) => (counts.evicted?.messages ?? 0) > 0);
    await rig.calls.keepTo(null);
    const before = await rig.calls.counts();
    const after = await fill(100);
    expect(after.messages).toBe(before.messages + 100);
    expect(after.evicted).toEqual(before.evicted);
  });

  test('says what it took in the file too, and forgets it when everything is cleared', async () => {
    const file = join(tempDir(), 'a.framescope');
    const rig = await startRig(file);
    const wire = rig.open();
    await rig.calls.keepTo(256 * KIB);
    for (let n = 1; n <= 100; n += 1) wire.text('server', words(n));
    await rig.until(({ counts }) => (counts.evicted?.messages ?? 0) > 20);
    const { evicted } = await rig.calls.counts();
    await rig.close();
    const again = await openRig(file);
    expect((await again.calls.counts()).evicted?.messages).toBeGreaterThanOrEqual(evicted!.messages);
    await again.calls.clear();
    expect((await again.calls.counts()).evicted).toBeNull();
  });
});
