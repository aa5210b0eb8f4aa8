// A retry of a captured upgrade: a connection of its own that says what it is, with the head changed just so; and how it ends
// when there is no answer.

import type net from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { outcomeOf } from '../../../proxy/formats/doctor/outcome.ts';
import { KEY, ask, fields, ownSession, settled, sharedDoctorRig } from '../../support/doctor-rig.ts';
import { fieldOf, openWayward, refusal, switching } from '../../support/wayward-origin.ts';

const rig = sharedDoctorRig();

describe('A retry', () => {
  test('is a row of its own that says what it is, with the head changed just so', async () => {
    const port = await openWayward((head) => (fieldOf(head, 'oRiGin') ? refusal('403 No') : switching(head)));
    const request = fields({ oRiGin: 'http://a.test', 'X-Odd': ' spaced', Cookie: 'a=b' });
    const original = await ask(rig.session, { port, request, path: '/chat?q=%20' });
    const retry = [{ kind: 'without', part: 'origin' }] as const;
    const id = await rig.session.retryUpgrade(original.id, retry);
    const retried = await settled(rig.session, id);
    expect(retried).toMatchObject({ replayOf: original.id, retry });
    const key = fieldOf(retried.requestHead!, 'Sec-WebSocket-Key');
    expect(key).not.toBe(KEY);
    expect(retried.requestHead).toBe(original.requestHead!.replace(/oRiGin: .*\r\n/, '').replace(KEY, key));
    expect((await rig.session.connections()).find((row) => row.id === id)).toMatchObject({ retry });
    expect((await rig.session.annotations()).filter((note) => note.id === id)).toEqual([]);
  });

  test('of what would be no upgrade, or is none, is refused', async () => {
    const port = await openWayward(() => refusal('400 No'));
    const stripped = await ask(rig.session, { port, request: fields({ Upgrade: null }) });
    await expect(rig.session.retryUpgrade(stripped.id, [])).rejects.toMatchObject({ code: 'INVALID' });
    const fetched = await ask(rig.session, { port, request: 'Host: origin.test\r\n' });
    await expect(rig.session.retryUpgrade(fetched.id, [])).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  test('at another host takes no credentials along', async () => {
    const heads: string[] = [];
    const port = await openWayward((head) => (heads.push(head), refusal('403 No')));
    const request = fields({ Cookie: 'a=b', Authorization: 'Basic eA==' });
    const original = await ask(rig.session, { port, request });
    const url = `ws://127.0.0.1:${port}/x`;
    await settled(rig.session, await rig.session.retryUpgrade(original.id, [{ kind: 'url', url }]));
    expect(heads[1]).toMatch(/^GET \/x HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\n/);
    expect(heads[1]).not.toMatch(/Cookie|Authorization/);
  });

  test('is refused while recording is paused, when nothing would be known of it, and asks nobody', async () => {
    let heads = 0;
    const port = await openWayward(() => (heads++, refusal('403 No')));
    const original = await ask(rig.session, { port });
    await rig.session.pause();
    await expect(rig.session.retryUpgrade(original.id, [])).rejects.toMatchObject({
      message: 'Recording is paused, so nothing would be known of a retry.',
    });
    await rig.session.resume();
    expect(heads).toBe(1);
  });
});

/** Refuses the first, and says nothing to the others, whose sockets are told. */
async function openSilent(secure = false) {
  const asked = Promise.withResolvers<net.Socket>();
  let heads = 0;
  const identity = secure ? await rig.authority.leafFor('origin.test') : undefined;
  const port = await openWayward((_, socket) => {
    if (heads++ === 0) return refusal('403 No');
    asked.resolve(socket);
    return undefined;
  }, identity);
  return { port, asked: asked.promise };
}

describe.each([false, true])('A retry that waits for an answer (TLS: %s)', (secure) => {
  test('is cancelled at once, says so, and leaves no socket behind', async () => {
    const { port, asked } = await openSilent(secure);
    const original = await ask(rig.session, { port, secure });
    const id = await rig.session.retryUpgrade(original.id, []);
    const server = await asked;
    const gone = once(server, 'close');
    await rig.session.cancelRetry(id);
    const detail = await settled(rig.session, id);
    expect(detail).toMatchObject({
      state: 'failed',
      failure: { code: 'CANCELLED' },
      ending: { by: 'client' },
    });
    expect(outcomeOf(detail, [])).toEqual({ verdict: 'cancelled', words: 'Cancelled: asking as it was.' });
    await gone;
    await expect.poll(() => rig.session.status()).toMatchObject({ totals: { open: 0 } });
  });

  test('hangs up by itself after a while, and is not said to be the server’s client', async () => {
    const { port, asked } = await openSilent(secure);
    const engine = await ownSession(rig.authority, { stepTimeout: 1600 });
    const original = await ask(engine, { port, secure });
    const id = await engine.retryUpgrade(original.id, []);
    const gone = once(await asked, 'close');
    const detail = await settled(engine, id);
    expect(outcomeOf(detail, [])).toEqual({
      verdict: 'fails',
      words: 'It fails as it was: The retry hung up: there was no answer within 2 s.',
    });
    await gone;
  });
});

describe('Cancelling', () => {
  test('what has its answer, or is no retry, changes nothing', async () => {
    const port = await openWayward((head) => (fieldOf(head, 'Origin') ? refusal('403 No') : switching(head)));
    const original = await ask(rig.session, { port, request: fields({ Origin: 'http://a.test' }) });
    const id = await rig.session.retryUpgrade(original.id, [{ kind: 'without', part: 'origin' }]);
    await settled(rig.session, id);
    await rig.session.cancelRetry(id);
    await rig.session.cancelRetry(original.id);
    await rig.session.cancelRetry(999 as ConnectionId);
    await expect
      .poll(async () => (await rig.session.connection(id)).ending)
      .toMatchObject({ code: 1000, by: 'client' });
    expect(await rig.session.connection(original.id)).toMatchObject({ failure: { code: 'HTTP_403' } });
  });
});
