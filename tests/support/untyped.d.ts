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

declare module 'autobahn-browser' {
  namespace autobahn {
    interface Session {
      subscribe(topic: string, heard: (args: readonly unknown[]) => void): Promise<unknown>;
      publish(topic: string, args: readonly unknown[], kwargs: object, options: object): Promise<unknown>;
      register(procedure: string, endpoint: (args: readonly unknown[]) => unknown): Promise<unknown>;
      call(procedure: string, args: readonly unknown[]): Promise<unknown>;
    }
    class Connection {
      constructor(options: { url: string; realm: string; serializers: readonly object[] });
      onopen: (session: Session) => void;
      /** @returns whether that was expected */
      onclose: () => boolean;
      open(): void;
      close(): void;
    }
    const serializer: Record<'JSONSerializer' | 'MsgpackSerializer' | 'CBORSerializer', new () => object>;
  }
  export default autobahn;
}
