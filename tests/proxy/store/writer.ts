// A process that writes into a session file until it is killed: a row a time, each committed by itself or all left
// open, and says on stdout how far it is.

import { openStore } from '../../../proxy/store/store.ts';
import { connectionRow, messageRow } from './rows.ts';

const [file = '', mode = 'commit'] = process.argv.slice(2);
const store = openStore(file, 'create');
store.begin();
store.connections.save(connectionRow(1));
store.commit();

let seq = 0;
function write(): void {
  store.begin();
  for (let i = 0; i < 100; i += 1) {
    seq += 1;
    store.messages.put(messageRow(seq, { length: 100 }), new Uint8Array(100).fill(seq));
  }
  if (mode === 'commit') store.commit();
  process.stdout.write(`${seq}\n`, () => setImmediate(write));
}
write();
