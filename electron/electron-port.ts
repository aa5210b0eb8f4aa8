// A contract Port over Electron's MessagePort of main and utility processes, which is Node's in style and the
// page's in its events.

import type { MessagePortMain } from 'electron';
import type { Port } from '../proxy/contract/port.ts';

export function electronPort(port: MessagePortMain): Port {
  return {
    post: (message) => port.postMessage(message),
    listen(receive, closed) {
      port.on('message', (event) => receive(event.data));
      port.on('close', closed);
      port.start();
    },
    close: () => port.close(),
  };
}
