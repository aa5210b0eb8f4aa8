// A process that captures what is spoken, in odd pieces and faster than its archive reads, until it is killed. It says on
// stdout how many bytes of each side are safe on disk. With `skim`, the client says something longer, and of every other
// piece of it long payloads are skipped.

import { skim } from '../../../proxy/capture/skim.ts';
import { createFrameWalker } from '../../../proxy/protocol/frame-walker.ts';
import { startArchive } from '../../../proxy/session/archive-link.ts';
import type { Side } from '../../../proxy/contract/model.ts';
import { connectionRow } from '../store/rows.ts';
import { spokenAtLength, spokenByClient, spokenByServer } from './spoken.ts';

const [file = '', count = '1000', how = ''] = process.argv.slice(2);
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
const { id, ...opened } = connectionRow(1);
const responseHeaders = [['Sec-WebSocket-Extensions', 'permessage-deflate']] as const;
const requestHeaders = responseHeaders;
log.event({ type: 'opened', id, at: Date.now(), opened: { ...opened, kind: 'websocket', requestHeaders } });
const answered = { status: 101, statusText: 'Switching Protocols', responseHeaders, responseHead: null };
log.event({ type: 'answered', id, at: Date.now(), wait: 1, answered });

const spoken = {
  client: how === 'skim' ? spokenAtLength(Number(count)) : spokenByClient(Number(count)).bytes,
  server: (await spokenByServer(Number(count))).bytes,
};
const passed = { client: 0, server: 0 };
const walker = createFrameWalker();

function pass(from: Side, length: number): void {
  const chunk = spoken[from].subarray(passed[from], passed[from] + length);
  if (chunk.length > 0) keep(from, chunk);
}

function keep(from: Side, chunk: Buffer): void {
  log.written(log.keep(id, from, chunk, Date.now(), passed[from], false));
  passed[from] += chunk.length;
}

function passSkimmed(length: number): void {
  const chunk = spoken.client.subarray(passed.client, passed.client + length);
  skim(walker, chunk, null, {
    keep: (bytes) => keep('client', bytes),
    skip(skipped) {
      log.skip(id, 'client', skipped, Date.now(), passed.client);
      passed.client += skipped;
    },
  });
}

function passInTurn(n: number, length: number): void {
  if (n % 2 === 0) return passSkimmed(length);
  walker.push(spoken.client.subarray(passed.client, passed.client + length));
  pass('client', length);
}

while (passed.client < spoken.client.length || passed.server < spoken.server.length) {
  for (let n = 0; n < 200; n += 1) {
    if (how === 'skim') passInTurn(n, 1 + ((n * 7919) % 1097));
    else pass('client', 1 + ((n * 7919) % 97));
    pass('server', 1 + ((n * 104_729) % 89));
  }
  await (how === 'skim' ? archive.settle() : log.flush()); // read and in part stored, or only safe
  process.stdout.write(`${passed.client} ${passed.server}\n`);
}
setInterval(() => undefined, 1000);
