// What a client sends before its upgrade is answered: RFC 6455 §4.1 has it wait, and nobody but the origin may hold
// against it that it did not.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hex } from '../../support/hex.ts';
import { maskFrame } from '../../support/masking.ts';
import { REQUEST, SWITCHING } from '../../support/switched.ts';
import { LANES, type Tap, openTap } from '../../support/tap.ts';

let tap: Tap;
beforeAll(async () => void (tap = await openTap()));
afterAll(() => tap.close());

const FRAME = maskFrame(hex('81 02 6f 6b'));
const FORBIDDEN = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno';

let asked = 0;

describe.each(LANES)('Over %s, what the client says before the answer', (lane) => {
  test.each(['in the segment of its head', 'after its head'])(
    'reaches the origin before there is one, once, %s',
    async (when) => {
      const { client, target } = await tap.reach(lane);
      const path = `/early/${(asked += 1)}`;
      const together = when.startsWith('in');
      client.send(`GET ${target(path)} HTTP/1.1\r\n${REQUEST}\r\n`, together ? FRAME : '');
      const server = await tap.originOf(lane).next();
      await server.takeHead();
      if (!together) client.send(FRAME);
      expect((await server.take(FRAME.length)).equals(FRAME)).toBe(true);
      server.send(`${SWITCHING}\r\n`);
      await client.takeHead();
      client.send(FRAME);
      expect((await server.take(FRAME.length)).equals(FRAME)).toBe(true);
      client.end();
      expect((await server.takeAll()).length).toBe(0);
      server.end();
      const { connection, lines } = tap.recordOf(path);
      expect(await connection(({ ending }) => ending !== null)).toMatchObject({ sentMessages: 2 });
      expect(await lines('client')).toEqual(['text “ok”', 'text “ok”']);
    },
  );

  test('may be half a frame, whose other half comes after the answer', async () => {
    const { client, server, lines } = await tap.ask(lane);
    await server.takeHead();
    client.send(FRAME.subarray(0, 4));
    expect((await server.take(4)).equals(FRAME.subarray(0, 4))).toBe(true);
    server.send(`${SWITCHING}\r\n`);
    await client.takeHead();
    client.send(FRAME.subarray(4));
    expect((await server.take(4)).equals(FRAME.subarray(4))).toBe(true);
    await expect.poll(() => lines()).toEqual(['text “ok”']);
  });

  test('may be all that it says: its FIN arrives, and the answer comes back', async () => {
    const { client, server, connection, lines } = await tap.ask(lane);
    await server.takeHead();
    client.send(FRAME);
    client.end();
    expect((await server.takeAll()).equals(FRAME)).toBe(true);
    server.send(`${SWITCHING}\r\n`, hex('81 01 41'));
    server.end();
    expect((await client.takeAll()).toString('latin1')).toBe(`${SWITCHING}\r\n\x81\x01A`);
    expect(await connection(({ ending }) => ending !== null)).toMatchObject({ failure: null });
    expect(await lines()).toEqual(['text “ok”', 'text “A”']);
  });

  test('may be more than is passed on: the rest follows the answer', async () => {
    const { client, server, messages } = await tap.ask(lane);
    await server.takeHead();
    const frames = Buffer.concat(Array.from({ length: 50_000 }, () => FRAME)); // 400 kB
    client.send(frames);
    await server.take(64 * 1024);
    server.send(`${SWITCHING}\r\n`);
    expect((await server.take(frames.length - 64 * 1024)).equals(frames.subarray(64 * 1024))).toBe(true);
    await expect.poll(async () => (await messages()).length).toBe(50_000);
  });

  test('is passed on even when the origin refuses, and its connection ends there', async () => {
    const { client, server, connection } = await tap.ask(lane);
    await server.takeHead();
    client.send(FRAME);
    await server.take(FRAME.length);
    server.send(FORBIDDEN);
    expect((await client.takeAll()).toString()).toBe(FORBIDDEN);
    const { id, failure } = await connection(({ ending }) => ending !== null);
    expect(failure?.code).toBe('HTTP_403');
    expect(Buffer.from((await tap.rig.calls.body(id, 'client')).bytes).equals(FRAME)).toBe(true);
  });

  test('is kept from the origin when it looks like the next request', async () => {
    const { client, target } = await tap.reach(lane);
    const head = (path: string) => `GET ${target(path)} HTTP/1.1\r\n${REQUEST}\r\n`;
    client.send(head('/one'), head('/two'));
    const first = await tap.originOf(lane).next();
    expect(await first.takeHead()).toContain('GET /one ');
    first.send(FORBIDDEN);
    const second = await tap.originOf(lane).next();
    expect(await second.takeHead()).toContain('GET /two ');
    expect(first.pending).toBe(0);
  });
});
