// A process that captures a question until it is stored, and its answer and another question until they are on disk: then it
// kills itself, before they can be stored as well. The session polls, or the two go through one WebSocket.

import { startArchive } from '../../../proxy/session/archive-link.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Side } from '../../../proxy/contract/model.ts';
import { frameOf, pollingPath } from '../../support/archive-rig.ts';
import { connectionRow } from '../store/rows.ts';

const [file = '', how = ''] = process.argv.slice(2);
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
/** Years back: what has no answer will have none. */
const AT = 1_732_270_000_000;

function open(n: number, change: { kind: 'http' | 'websocket'; method: string; path: string }): ConnectionId {
  const { id, ...opened } = connectionRow(n);
  const requestHeaders = [['Host', opened.host]] as const;
  const url = `http://${opened.host}${change.path}`;
  log.event({ type: 'opened', id, at: AT, opened: { ...opened, ...change, url, requestHeaders } });
  return id;
}

function answered(id: ConnectionId, status: number): void {
  const head = { status, statusText: '', responseHeaders: [], responseHead: null };
  log.event({ type: 'answered', id, at: AT, wait: 1, answered: head });
}

function poll(n: number, method: 'GET' | 'POST', packets: string): void {
  const id = open(n, { kind: 'http', method, path: pollingPath('sid') });
  const body = (from: Side, text: string) => {
    const bytes = Buffer.from(text);
    log.event({ type: 'body', id, at: AT, from, offset: 0, size: bytes.length, bytes });
  };
  if (method === 'POST') body('client', packets);
  answered(id, 200);
  body('server', method === 'POST' ? 'ok' : packets);
  log.event({ type: 'ended', id, at: AT, cause: 'fin', by: 'server' });
}

function speaker(): (from: Side, text: string) => void {
  let polls = 0;
  if (how === 'polls') return (from, text) => poll((polls += 1), from === 'client' ? 'POST' : 'GET', text);
  const id = open(1, { kind: 'websocket', method: 'GET', path: pollingPath('sid', 'websocket') });
  answered(id, 101);
  const passed = { client: 0, server: 0 };
  return (from, text) => {
    const frame = frameOf(from, text);
    log.written(log.keep(id, from, frame, AT, passed[from], false));
    passed[from] += frame.length;
  };
}

const say = speaker();
say('client', '420["add",1,2]');
await archive.settle();
say('server', '430[3]');
say('client', '421["add",3,4]');
await log.flush();
process.kill(process.pid, 'SIGKILL');
