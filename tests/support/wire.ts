// One socket as a test sees it: bytes out, bytes in, how it ended. No protocol library in between.

import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

/** How the other side ended: a FIN (TLS: close_notify), or a reset. */
export type Ending = 'fin' | 'reset';

export class Wire {
  readonly socket: net.Socket;
  /** Resolves when the other side ended its half, or reset the connection. */
  readonly ended: Promise<Ending>;
  readonly closed: Promise<void>;
  readonly #chunks: Buffer[] = [];
  #pending = 0;
  #over = false;
  #wake: () => void = () => undefined;

  constructor(socket: net.Socket) {
    this.socket = socket;
    const ended = Promise.withResolvers<Ending>();
    const closed = Promise.withResolvers<void>();
    this.ended = ended.promise;
    this.closed = closed.promise;
    socket.on('data', this.#take);
    const over = (how: Ending) => {
      this.#over = true;
      ended.resolve(how);
      this.#wake();
    };
    socket.on('end', () => over('fin'));
    socket.on('error', () => over('reset'));
    socket.on('close', () => {
      over('reset');
      closed.resolve();
    });
  }

  readonly #take = (chunk: Buffer): void => {
    this.#chunks.push(chunk);
    this.#pending += chunk.length;
    this.#wake();
  };

  /** The socket, for somebody else to read from. */
  release(): net.Socket {
    this.socket.off('data', this.#take);
    return this.socket;
  }

  /** Bytes that came and were not taken. */
  get pending(): number {
    return this.#pending;
  }

  send(...parts: readonly (string | Uint8Array)[]): void {
    this.socket.write(
      Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))),
    );
  }

  /** Every byte in a write of its own. */
  async sendByteByByte(bytes: string | Uint8Array): Promise<void> {
    for (const byte of typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes) {
      await new Promise((resolve) => this.socket.write(Uint8Array.of(byte), resolve));
    }
  }

  /** The next bytes, exactly so many. */
  async take(length: number): Promise<Buffer> {
    return this.#cut(() => (this.#pending >= length ? length : -1));
  }

  /** The next bytes up to and with this text. */
  async takeUntil(text: string): Promise<string> {
    const found = await this.#cut(() => {
      const at = this.#joined().indexOf(text, 0, 'latin1');
      return at < 0 ? -1 : at + text.length;
    });
    return found.toString('latin1');
  }

  /** The next HTTP head. */
  takeHead(): Promise<string> {
    return this.takeUntil('\r\n\r\n');
  }

  /** Everything until the other side ends. */
  async takeAll(): Promise<Buffer> {
    await this.ended;
    return this.#cut(() => this.#pending);
  }

  end(): void {
    this.socket.end();
  }

  async #cut(find: () => number): Promise<Buffer> {
    for (let length = find(); ; length = find()) {
      if (length >= 0) return this.#shift(length);
      if (this.#over)
        throw new Error(`ended after ${JSON.stringify(this.#joined().toString('latin1', 0, 500))}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #shift(length: number): Buffer {
    const all = this.#joined();
    this.#chunks[0] = all.subarray(length);
    this.#pending -= length;
    return all.subarray(0, length);
  }

  #joined(): Buffer {
    const all = Buffer.concat(this.#chunks);
    this.#chunks.splice(0, Infinity, all);
    return all;
  }
}

export async function connectWire(port: number, host = '127.0.0.1'): Promise<Wire> {
  const socket = net.connect({ port, host, allowHalfOpen: true, noDelay: true });
  const wire = new Wire(socket);
  await once(socket, 'connect');
  return wire;
}

/** TLS on top of a wire. */
export async function secureWire(wire: Wire, options: tls.ConnectionOptions): Promise<Wire> {
  const socket = tls.connect({ ...options, socket: wire.release() });
  const secured = new Wire(socket);
  await once(socket, 'secureConnect');
  return secured;
}
