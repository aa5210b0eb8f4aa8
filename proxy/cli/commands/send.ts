// `framescope send`: a WebSocket client for the terminal, whose traffic is captured like anybody's.

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { InvalidArgumentError } from 'commander';
import { connectClient, parseWebSocketUrl } from '../../session/replay.ts';
import { type CaptureFlags, announceReady, finish, openSession } from '../options.ts';
import { EXIT, type Exit, interrupted, say, writeData } from '../terminal.ts';

export interface SendFlags extends CaptureFlags {
  readonly header?: readonly (readonly [string, string])[];
  readonly subprotocol?: readonly string[];
  /** Seconds without an answer after which it ends. */
  readonly wait: number;
}

export async function send(url: string, messages: readonly string[], flags: SendFlags): Promise<Exit> {
  const stop = interrupted().then(() => EXIT.interrupted);
  const parsed = parseWebSocketUrl(url);
  const session = await openSession({ ...flags, proxyPort: flags.proxyPort ?? 0 });
  announceReady(session, flags);
  try {
    const plan = {
      url: parsed,
      headers: flags.header ?? [],
      subprotocols: flags.subprotocol ?? [],
      compress: true,
    };
    const quiet = silence(flags.wait * 1000);
    const client = await connectClient(plan, null, session.route, (data, binary) => {
      quiet.broken();
      void print(data, binary);
    });
    return await Promise.race([stop, converse(client, messages, quiet)]);
  } finally {
    await finish(session, flags);
  }
}

/** Sends the messages, or the lines of stdin, and stays until nothing comes any more. */
async function converse(client: WebSocket, messages: readonly string[], quiet: Silence): Promise<Exit> {
  const ended = once(client, 'close').then(([code, reason]) => {
    say(`framescope: closed with ${String(code)} ${String(reason)}`.trimEnd());
    return code === 1006 ? EXIT.failed : EXIT.done;
  });
  for await (const message of messages.length > 0 ? messages : lines()) {
    if (client.readyState !== WebSocket.OPEN) break;
    client.send(message);
  }
  const exit = await Promise.race([ended, quiet.from(Date.now()).then(() => null)]);
  if (exit !== null) return exit;
  client.close(1000);
  return ended;
}

function lines(): AsyncIterable<string> {
  return createInterface({ input: process.stdin });
}

/** Text as a line; binary as base64. */
async function print(data: Buffer, binary: boolean): Promise<void> {
  const text = binary ? data.toString('base64') : data.toString('utf8');
  await writeData(Buffer.from(`${text}\n`));
}

interface Silence {
  /** Something has come. */
  broken(): void;
  /** Resolves when nothing has come for so long, counted from `start` at the earliest. */
  from(start: number): Promise<void>;
}

function silence(milliseconds: number): Silence {
  let last = 0;
  return {
    broken() {
      last = Date.now();
    },
    async from(start) {
      for (let left = milliseconds; left > 0; left = Math.max(last, start) + milliseconds - Date.now()) {
        await new Promise((resolve) => setTimeout(resolve, left));
      }
    },
  };
}

/** `Name: value` */
export function collectHeader(
  text: string,
  before: readonly (readonly [string, string])[] = [],
): readonly (readonly [string, string])[] {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/.exec(text);
  if (!match?.[1]) throw new InvalidArgumentError('It is “Name: value”.');
  return [...before, [match[1], match[2] ?? '']];
}
