// Clients and servers of protocols that come without types: as much of them as the tests say to them.

declare module 'socket.io-2' {
  import type { EventEmitter } from 'node:events';
  import type { Server as HttpServer } from 'node:http';

  interface Namespace {
    on(event: 'connection', listener: (socket: EventEmitter) => void): void;
  }

  interface Server extends Namespace {
    of(name: string): Namespace;
    close(): void;
  }

  export default function create(http: HttpServer, options: object): Server;
}

declare module 'socket.io-client-2' {
  import type { EventEmitter } from 'node:events';

  interface Socket extends EventEmitter {
    readonly io: { socket(namespace: string): Socket };
    close(): void;
  }

  export default function connect(url: string, options: object): Socket;
}
