// Packages of peers that bring no types: as much of them as the tests use.

declare module 'simpleddp' {
  import type { WebSocket } from 'ws';

  export default class SimpleDdp {
    constructor(options: {
      readonly endpoint: string;
      readonly SocketConstructor: typeof WebSocket;
      readonly reconnectInterval: number;
    });
    connect(): Promise<unknown>;
    disconnect(): Promise<void>;
    call(method: string, ...params: unknown[]): Promise<unknown>;
    subscribe(publication: string): { ready(): Promise<unknown> };
  }
}
