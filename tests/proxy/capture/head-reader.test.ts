import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { MAX_HEAD, readHead } from '../../../proxy/capture/head-reader.ts';
import { cutAt } from '../../support/dialogue.ts';

const HEAD = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const any = (): boolean => true;

describe('A head', () => {
  test('ends with its empty line, and what follows stays on the socket, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(60), { maxLength: 5 }), async (cuts) => {
        const socket = new PassThrough();
        const reading = readHead(socket, any);
        for (const piece of cutAt(Buffer.from(`${HEAD}rest of it`), cuts)) {
          socket.write(piece);
          await turn();
        }
        expect(await reading).toMatchObject({ kind: 'head', bytes: Buffer.from(HEAD) });
        socket.end();
        const rest: Buffer[] = await socket.toArray();
        expect(Buffer.concat(rest).toString()).toBe('rest of it');
      }),
      { numRuns: 50 },
    );
  });

  test('may end with bare line feeds', async () => {
    const socket = new PassThrough();
    socket.write('GET / HTTP/1.1\n\nrest');
    expect((await readHead(socket, any)).bytes.toString()).toBe('GET / HTTP/1.1\n\n');
  });

  test('that is longer than browsers read is none', async () => {
    const socket = new PassThrough();
    socket.write('x'.repeat(MAX_HEAD + 1));
    expect(await readHead(socket, any)).toMatchObject({ kind: 'other' });
  });

  test('is not waited for when the first bytes show that this is no HTTP', async () => {
    const socket = new PassThrough();
    socket.write('\x01');
    expect(await readHead(socket, (bytes) => bytes[0] !== 1)).toEqual({
      kind: 'other',
      bytes: Buffer.from('\x01'),
    });
  });

  test('that was not finished when the peer closed is what came of it', async () => {
    const socket = new PassThrough();
    socket.end('GET /');
    expect(await readHead(socket, any)).toEqual({ kind: 'closed', bytes: Buffer.from('GET /') });
  });

  test('is not waited for on a socket that ended before, or is destroyed', async () => {
    const ended = new PassThrough();
    ended.end();
    await ended.toArray();
    expect((await readHead(ended, any)).kind).toBe('closed');
    const destroyed = new PassThrough();
    destroyed.destroy();
    expect((await readHead(destroyed, any)).kind).toBe('closed');
  });
});
