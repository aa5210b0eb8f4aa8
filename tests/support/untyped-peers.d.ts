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

declare module 'stomp-broker-js' {
  import { EventEmitter } from 'node:events';
  import type { Server } from 'node:http';

  export default class StompServer extends EventEmitter {
    constructor(options: { readonly server: Server; readonly path: string });
    send(topic: string, headers: object, body: string): void;
  }
}

declare module 'sockjs' {
  import type { Server as HttpServer } from 'node:http';

  interface Connection {
    on(event: 'data', listener: (said: string) => void): void;
    write(said: string): void;
    close(code: number, reason: string): void;
  }

  interface Server {
    on(event: 'connection', listener: (connection: Connection) => void): void;
    installHandlers(http: HttpServer, options: { readonly prefix: string }): void;
  }

  export function createServer(options: object): Server;
  const sockjs: { readonly createServer: typeof createServer };
  export default sockjs;
}

declare module 'sockjs-client' {
  export default class SockJS {
    constructor(url: string, reserved: null, options: object);
    onopen: ((event: unknown) => void) | null;
    send(said: string): void;
    close(): void;
  }
}

declare module 'phoenix' {
  interface Push {
    receive(status: string, listener: (response: unknown) => void): Push;
  }

  interface Channel {
    join(): Push;
    push(event: string, payload: object): Push;
  }

  export class Socket {
    constructor(url: string, options: object);
    connect(): void;
    disconnect(): void;
    channel(topic: string, params: object): Channel;
  }
}

declare module '@rails/actioncable' {
  interface Subscription {
    perform(action: string, data: object): void;
  }

  interface Consumer {
    readonly subscriptions: { create(identifier: object, mixin: object): Subscription };
    disconnect(): void;
  }

  export const adapters: { WebSocket: unknown };
  export function createConsumer(url: string): Consumer;
}

declare module '@xmpp/client' {
  import type { EventEmitter } from 'node:events';

  interface Element {
    readonly attrs: Readonly<Record<string, string>>;
    is(name: string): boolean;
    getChild(name: string): Element | undefined;
    getChildren(name: string): readonly Element[];
    getChildText(name: string): string | null;
  }

  interface Address {
    toString(): string;
  }

  interface Client extends EventEmitter {
    readonly reconnect: { stop(): void };
    readonly iqCaller: { request(iq: Element): Promise<Element> };
    readonly iqCallee: { get(namespace: string, name: string, answer: () => true): void };
    on(event: 'send' | 'stanza', listener: (element: Element) => void): this;
    send(element: Element): Promise<void>;
    /** The address that was bound. */
    start(): Promise<Address>;
    stop(): Promise<void>;
  }

  export function client(options: Readonly<Record<string, string>>): Client;
  export function xml(name: string, attributes: object | string, ...children: (Element | string)[]): Element;
}
