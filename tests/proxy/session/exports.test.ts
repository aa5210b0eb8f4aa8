import { describe, expect, test } from 'vitest';
import type { ExportId } from '../../../proxy/contract/ids.ts';
import { EVERYTHING, openRig, readToEnd } from '../../support/archive-rig.ts';

describe('exports', () => {
  test('that run at the same time do not know of each other', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('client', 'one');
    wire.text('server', 'two');
    await rig.archive.settle();
    const sent = await rig.calls.startExport({ ...EVERYTHING, filter: 'dir:sent' });
    const received = await rig.calls.startExport({ ...EVERYTHING, filter: 'dir:received' });
    expect(await readToEnd(rig, received)).not.toContain('"one"');
    expect(await readToEnd(rig, sent)).toContain('"one"');
  });

  test('are not there any more once they were read to the end, or given up', async () => {
    const rig = await openRig();
    const done = await rig.calls.startExport(EVERYTHING);
    await readToEnd(rig, done);
    await expect(rig.calls.readExport(done)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const other = await rig.calls.startExport(EVERYTHING);
    await rig.calls.cancelExport(other);
    await expect(rig.calls.readExport(other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(rig.calls.readExport(99 as ExportId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('with a filter that cannot be read do not begin', async () => {
    const rig = await openRig();
    const filter = 'size:>many';
    await expect(rig.calls.startExport({ ...EVERYTHING, filter })).rejects.toMatchObject({
      code: 'FILTER_INVALID',
    });
  });
});
