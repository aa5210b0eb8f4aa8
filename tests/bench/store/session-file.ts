// Writes a session file of so many messages, by the engine's own way from relayed bytes to rows: whatever the file looks
// like inside, it is one that a capture would have left. Run as `session-file.ts FILE MESSAGES [CONNECTIONS]`; tells how
// far it is.

import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Side } from '../../../proxy/contract/model.ts';
import { formatFrame } from '../../../proxy/protocol/frame.ts';
import { type ArchiveLink, startArchive } from '../../../proxy/session/archive-link.ts';
import { chatLine, tick } from '../texts.ts';

/** Two busy ones, and one that says little. What the last of those that there are does not say, the first does. */
const CONNECTIONS = [
  { host: 'ticks.example', subprotocol: 'json', share: 0.6, text: tick },
  { host: 'irc-ws.chat.twitch.tv', subprotocol: 'irc', share: 0.399, text: chatLine },
  { host: 'quiet.example', subprotocol: 'json', share: 0.001, text: tick },
] as const;

/** Messages that arrive together, as they do in one segment of TCP. */
const TOGETHER = 8;
/** The archive is waited for after so many: enough to be quick, too few to be a flood. */
const TURN = 16_000;
const PER_SECOND = 2000;
const BEGAN = Date.UTC(2026, 0, 5, 9);

const KEY = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
const encoder = new TextEncoder();

interface Wire {
  say(from: Side, messages: readonly string[], at: number): void;
}

async function writeSession(file: string, messages: number, connections: number): Promise<void> {
  const archive = await startArchive({
    file,
    access: 'create',
    version: 'bench',
    changed: async () => undefined,
    died: (error) => {
      throw error;
    },
  });
  const wires = CONNECTIONS.slice(0, connections).map((each, n) =>
    open(archive, (n + 1) as ConnectionId, each),
  );
  const began = performance.now();
  for (let done = 0; done < messages;) {
    const end = Math.min(messages, done + TURN);
    for (; done < end; done += TOGETHER) speak(wires, done, Math.min(TOGETHER, end - done));
    await archive.settle();
    tell(done, performance.now() - began);
  }
  await archive.close(BEGAN + (messages / PER_SECOND) * 1000);
}

/** One JSON line, so that whoever waits can tell. */
function tell(messages: number, milliseconds: number): void {
  process.stdout.write(`${JSON.stringify({ messages, milliseconds: Math.round(milliseconds) })}\n`);
}

/** Who speaks goes evenly by the shares; one in fifty times it is the client. */
function speak(wires: readonly Wire[], first: number, count: number): void {
  const share = ((first / TOGETHER) * 0.618_033_988_749) % 1;
  let sum = 0;
  const found = wires.findIndex((_, n) => share < (sum += CONNECTIONS[n]!.share));
  const speaker = Math.max(0, found);
  const { text } = CONNECTIONS[speaker]!;
  const from = (first / TOGETHER) % 50 === 0 ? 'client' : 'server';
  const texts = Array.from({ length: count }, (_, n) => text(first + n));
  wires[speaker]!.say(from, texts, BEGAN + (first / PER_SECOND) * 1000);
}

function open(
  { log }: ArchiveLink,
  id: ConnectionId,
  { host, subprotocol }: (typeof CONNECTIONS)[number],
): Wire {
  const request = [
    ['Host', host],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Protocol', subprotocol],
  ] as const;
  const answer = [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
    ['Sec-WebSocket-Protocol', subprotocol],
  ] as const;
  log.event({
    type: 'opened',
    id,
    at: BEGAN,
    opened: {
      kind: 'websocket',
      url: `ws://${host}/stream`,
      scheme: 'ws',
      host,
      port: 80,
      path: '/stream',
      method: 'GET',
      httpVersion: '1.1',
      requestHeaders: request,
      requestHead: null,
      replayOf: null,
    },
  });
  const answered = {
    status: 101,
    statusText: 'Switching Protocols',
    responseHeaders: answer,
    responseHead: null,
  };
  log.event({ type: 'answered', id, at: BEGAN, wait: 1, answered });
  const passed = { client: 0, server: 0 };
  return {
    say(from, messages, at) {
      const maskingKey = from === 'client' ? KEY : null;
      const frames = messages.map((text) =>
        formatFrame({ opcode: 1, payload: encoder.encode(text), maskingKey }),
      );
      const chunk = Buffer.concat(frames);
      log.written(log.keep(id, from, chunk, at, passed[from], false));
      passed[from] += chunk.length;
    },
  };
}

const [file = '', messages = '', connections = CONNECTIONS.length] = process.argv.slice(2);
await writeSession(file, Number(messages), Number(connections));
