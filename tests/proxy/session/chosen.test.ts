// What is chosen for a host, as the rows of its connections tell it and filters find them.

import { describe, expect, test } from 'vitest';
import { type Rig, openRig, scanned } from '../../support/archive-rig.ts';

const HOST = 'h.test';
const IRC = { client: 'irc', server: 'irc' };

/** Of each connection, as it was told last. */
function told({ changes }: Rig) {
  const rows = new Map(changes.flatMap(({ connections }) => connections).map((row) => [row.id, row]));
  return [...rows.values()].map(({ id, decoder, chosen }) => [id, decoder, chosen]);
}

/** One that has ended, one that goes on, and one with another host. */
async function spoken() {
  const rig = await openRig();
  const wires = [HOST, HOST, 'other.test'].map((host) => rig.open({ host }));
  for (const wire of wires) wire.text('server', '{"a":1}');
  wires[0]!.end();
  await rig.archive.settle();
  return { rig, wires };
}

describe('what was chosen', () => {
  test('is told of all connections of its host, of those to come, and until it is taken back', async () => {
    const { rig, wires } = await spoken();
    const [ended, open, other] = wires.map(({ id }) => id);
    await rig.calls.decodeBy({ [HOST]: IRC });
    await expect
      .poll(() => told(rig))
      .toEqual([
        [ended, 'json', IRC],
        [open, 'json', IRC],
        [other, 'json', null],
      ]);
    const { id } = rig.open({ host: HOST });
    await expect.poll(() => told(rig)).toContainEqual([id, null, IRC]);
    expect((await rig.calls.connections()).map(({ chosen }) => chosen)).toEqual([IRC, IRC, null, IRC]);
    expect(await rig.calls.connection(ended!)).toMatchObject({ decoder: 'json', chosen: IRC });
    await rig.calls.decodeBy({});
    await expect.poll(() => told(rig).map(([, , chosen]) => chosen)).toEqual([null, null, null, null]);
    expect(await rig.calls.connection(ended!)).toMatchObject({ decoder: 'json', chosen: null });
  });

  test('is what `proto:` finds, also in views that are open', async () => {
    const { rig } = await spoken();
    const open = await Promise.all(
      ['proto:irc', 'proto:json'].map(async (filter) =>
        scanned(rig, await rig.calls.openView({ connections: null, filter })),
      ),
    );
    expect(open.map(({ count }) => count)).toEqual([0, 3]);
    const shown = () => rig.changes.flatMap(({ views }) => views);
    const counts = () => open.map(({ view }) => shown().findLast((each) => each.view === view)?.count);
    await rig.calls.decodeBy({ [HOST]: IRC });
    await expect.poll(counts).toEqual([2, 1]);
    expect(await rig.rows(null, 'proto:irc')).toHaveLength(2);
    await rig.calls.decodeBy({});
    await expect.poll(counts).toEqual([0, 3]);
  });

  test('is a setting: the file keeps what was recognised', async () => {
    const { rig } = await spoken();
    await rig.calls.decodeBy({ [HOST]: IRC });
    await rig.close();
    const again = await openRig(rig.file, 'read');
    expect((await again.calls.connections()).map(({ decoder, chosen }) => [decoder, chosen])).toEqual([
      ['json', null],
      ['json', null],
      ['json', null],
    ]);
    await again.calls.decodeBy({ 'other.test': IRC });
    expect((await again.calls.connections()).map(({ chosen }) => chosen)).toEqual([null, null, IRC]);
    expect(await again.rows(null, 'proto:irc')).toHaveLength(1);
  });
});
