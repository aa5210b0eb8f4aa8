// A process that captures an event stream and a poll beside it, in odd pieces, until it is killed. It says on stdout how
// many bytes of the stream are safe on disk; every other time they are in rows as well.

import { startArchive } from '../../../proxy/session/archive-link.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { connectionRow } from '../store/rows.ts';
import { streamedBody } from './streamed-body.ts';

const [file = '', coding = ''] = process.argv.slice(2);
const archive = await startArchive({
  file,
  access: 'create',
  version: '0.0.0-test',
  changed: async () => undefined,
  died: (error) => {
    throw error;
  },
});
const { log } = archive;

function open(n: number, path: string, type: string): ConnectionId {
  const { id, ...opened } = connectionRow(n);
  log.event({ type: 'opened', id, at: Date.now(), opened: { ...opened, kind: 'http', method: 'GET', path } });
  const responseHeaders = [
    ['Content-Type', type],
    ['Content-Encoding', coding],
  ] as const;
  const answered = { status: 200, statusText: 'OK', responseHeaders, responseHead: null };
  log.event({ type: 'answered', id, at: Date.now(), wait: 1, answered });
  return id;
}

const stream = open(1, '/events', 'text/event-stream');
const poll = open(2, '/socket.io/?EIO=4&transport=polling', 'text/plain');
log.event({
  type: 'body',
  id: poll,
  at: Date.now(),
  from: 'server',
  offset: 0,
  size: 4,
  bytes: Buffer.from('4one'),
});

const body = streamedBody(coding);
for (let n = 0, offset = 0; offset < body.length;) {
  for (let piece = 0; piece < 20 && offset < body.length; piece += 1, n += 1) {
    const bytes = body.subarray(offset, offset + 1 + ((n * 7919) % 97));
    log.event({
      type: 'body',
      id: stream,
      at: Date.now(),
      from: 'server',
      offset,
      size: bytes.length,
      bytes,
    });
    offset += bytes.length;
  }
  await (n % 40 === 0 ? archive.settle() : log.flush());
  process.stdout.write(`${offset}\n`);
}
setInterval(() => undefined, 1000);
