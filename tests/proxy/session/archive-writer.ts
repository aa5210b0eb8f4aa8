// A process that captures numbered messages as fast as they are stored, until it is killed. It says on stdout how
// many its archive has counted.

import { startArchive } from '../../../proxy/session/archive-link.ts';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { connectionRow } from '../store/rows.ts';

const [file = ''] = process.argv.slice(2);
const archive = await startArchive({
  file,
  access: 'create',
  version: '0.0.0-test',
  changed: async ({ counts }) => void process.stdout.write(`${counts.messages}\n`),
  died: (error) => {
    throw error;
  },
});
const { log } = archive;
const { id, ...opened } = connectionRow(1);
log.event({ type: 'opened', id, at: Date.now(), opened: { ...opened, kind: 'websocket' } });
log.event({ type: 'answered', id, at: Date.now(), wait: 1, answered: { ...opened, status: 101 } });

let sent = 0;
let passed = 0;
function send(): void {
  for (let n = 0; n < 200; n += 1) {
    const payload = new TextEncoder().encode(`${(sent += 1)}`);
    const frame = formatFrame({ opcode: 1, payload });
    log.written(log.keep(id, 'server', frame, Date.now(), passed, false));
    passed += frame.length;
  }
  setTimeout(send, 5);
}
send();
