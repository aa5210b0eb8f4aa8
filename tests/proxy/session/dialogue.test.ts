import { describe, expect, test } from 'vitest';
import { generate } from 'mqtt-packet';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { openRig } from '../../support/archive-rig.ts';
import { utf8 } from '../../support/hex.ts';

describe('messages that belong together', () => {
  test('know each other: who asked has its answer, the answer who asked', async () => {
    const rig = await openRig();
    const wire = rig.open({ subprotocol: 'irc' });
    wire.text('client', 'CAP REQ :twitch.tv/tags twitch.tv/commands\r\n');
    wire.text('server', ':tmi.twitch.tv CAP * ACK :twitch.tv/commands twitch.tv/tags\r\n');
    wire.text('server', 'PING :tmi.twitch.tv\r\n');
    wire.text('client', 'PONG :tmi.twitch.tv\r\n');
    const rows = await rig.rows();
    expect(rows.map(({ answers, rtt }) => [answers, rtt])).toEqual([
      [null, null],
      [1, 1],
      [null, null],
      [3, 1],
    ]);
    expect(rows.map(({ asked }) => asked)).toEqual([
      { answer: 2, after: 1, overdue: false },
      null,
      { answer: 4, after: 1, overdue: false },
      null,
    ]);
    expect((await rig.rows(null, 'rtt:<1s')).map(({ seq }) => seq)).toEqual([2, 4]);
  });

  test('and a ping its pong', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.bytes('server', Uint8Array.of(0x89, 1, 0x61));
    wire.bytes('client', Uint8Array.of(0x8a, 0x81, 0, 0, 0, 0, 0x61));
    expect((await rig.rows()).map(({ asked, answers }) => [asked?.answer, answers])).toEqual([
      [2, null],
      [undefined, 1],
    ]);
  });

  test('and a question its answer, however large that is', async () => {
    const rig = await openRig();
    const wire = rig.open();
    wire.text('client', '{"jsonrpc":"2.0","id":1,"method":"list"}');
    wire.text('server', `{"jsonrpc":"2.0","result":"${'x'.repeat(300_000)}","id":1}`);
    wire.text('client', '{"jsonrpc":"2.0","id":2,"method":"all"}');
    wire.text('server', `{"jsonrpc":"2.0","id":2,"result":"${'x'.repeat(3_000_000)}"}`);
    wire.end();
    expect((await rig.rows()).map(({ asked, answers }) => [asked?.answer, answers])).toEqual([
      [2, null],
      [undefined, 1],
      [4, null],
      [undefined, 3],
    ]);
  });

  test('and one whose answer comes in fragments, with others between', async () => {
    const rig = await openRig();
    const [wire, other] = [rig.open(), rig.open()];
    wire.text('client', '{"jsonrpc":"2.0","id":1,"method":"list"}');
    wire.bytes('server', formatFrame({ fin: false, opcode: 1, payload: utf8('{"jsonrpc":"2.0","id":1,') }));
    other.text('server', 'meanwhile');
    wire.bytes('server', formatFrame({ opcode: 0, payload: utf8('"result":7}') }));
    wire.end();
    expect((await rig.rows([wire.id])).map(({ asked, answers }) => [asked?.answer, answers])).toEqual([
      [2, null],
      [undefined, 1],
    ]);
  });

  test('and what is cut over several messages its beginning, however large they are', async () => {
    const rig = await openRig();
    const wire = rig.open({ subprotocol: 'mqtt' });
    const packet = generate({
      cmd: 'publish',
      topic: 'big',
      payload: 'x'.repeat(200_000),
      qos: 0,
      dup: false,
      retain: false,
    });
    const send = (bytes: Uint8Array) => wire.bytes('server', formatFrame({ opcode: 2, payload: bytes }));
    send(packet.subarray(0, 5));
    send(packet.subarray(5));
    send(generate({ cmd: 'pingresp' }));
    expect((await rig.rows()).map(({ decoded }) => [decoded?.kind, decoded?.note])).toEqual([
      ['part', undefined],
      ['PUBLISH', undefined],
      ['PINGRESP', undefined],
    ]);
  });

  test('are found when they never were answered', async () => {
    const rig = await openRig();
    const wire = rig.open({ subprotocol: 'irc' });
    wire.text('server', 'PING :a\r\n');
    wire.text('client', 'PONG :a\r\n');
    wire.text('server', 'PING :b\r\n');
    wire.text('client', 'JOIN #den\r\n');
    wire.end();
    expect((await rig.rows(null, 'is:unanswered')).map(({ seq }) => seq)).toEqual([3]);
    expect((await rig.rows()).map(({ asked }) => asked?.overdue)).toEqual([false, undefined, true, false]);
  });

  test('an old question is shown by a view that is open while its answer comes late', async () => {
    const rig = await openRig();
    const wire = rig.open({ subprotocol: 'irc' });
    wire.text('server', 'PING :a\r\n'); // the rig's clock lies years back
    await rig.archive.settle();
    const view = await rig.calls.openView({ connections: null, filter: 'is:unanswered' });
    expect(view.count).toBe(1);
    wire.text('client', 'PONG :a\r\n');
    await rig.until(({ views }) => views.some((each) => each.view === view.view && each.count === 0));
  });

  test('a question on a connection that falls silent is overdue all the same', async () => {
    const rig = await openRig();
    const wire = rig.open({ subprotocol: 'irc' });
    wire.bytes('server', Uint8Array.of(0x89, 0));
    await rig.archive.settle();
    const told = () => rig.changes.filter(({ connections }) => connections.length > 0);
    await rig.until(() => told().length > 1); // that it is there, and that something is missing
    expect((await rig.rows()).map(({ asked }) => asked?.overdue)).toEqual([true]);
  });

  test('stay so in the file', async () => {
    const rig = await openRig();
    const wire = rig.open({ subprotocol: 'irc' });
    wire.text('server', 'PING :a\r\n');
    wire.text('client', 'PONG :a\r\n');
    await rig.archive.settle();
    await rig.close();
    const again = await openRig(rig.file, 'read');
    expect((await again.rows()).map(({ asked, answers }) => [asked?.answer, answers])).toEqual([
      [2, null],
      [undefined, 1],
    ]);
  });

  test('go with a clear', async () => {
    const rig = await openRig();
    const wire = rig.open({ subprotocol: 'irc' });
    wire.text('server', 'PING :a\r\n');
    wire.text('client', 'PONG :a\r\n');
    await rig.archive.settle();
    await rig.calls.clear();
    wire.text('server', 'PING :b\r\n');
    expect((await rig.rows()).map(({ asked }) => asked?.answer)).toEqual([null]);
  });
});

describe('what a side says to a host', () => {
  test('is read by the decoder that was chosen for it, in rows and filters', async () => {
    const rig = await openRig();
    const wire = rig.open({ host: 'h.test' });
    wire.text('server', '{"type":"trade"}');
    await rig.archive.settle();
    const view = await rig.calls.openView({ connections: null, filter: 'kind:trade' });
    expect(view.count).toBe(1);
    await rig.calls.decodeBy({ 'h.test': { server: 'none' } });
    expect((await rig.rows())[0]?.decoded).toBeNull();
    await rig.until(({ views }) => views.some((each) => each.view === view.view && each.count === 0));
    await rig.calls.decodeBy({});
    expect((await rig.rows())[0]?.decoded?.kind).toBe('trade');
  });
});
