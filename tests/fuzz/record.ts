// Makes the corpus anew: `node tests/fuzz/record.ts`. Real clients and servers talk through a tap that keeps the bytes of
// each direction, one file each: `corpus/DIALOGUE.client.bin`, `corpus/DIALOGUE.server.bin`. It knows no fuzzing.

import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type PerMessageDeflateOptions, WebSocket, WebSocketServer } from 'ws';
import { type Network, admit, receive, talk } from '../../proxy/demo/twitch-network.ts';

interface Dialogue {
  /** Answers what comes to this server. */
  serve(server: http.Server): void;
  /** Talks to it, and resolves when everything has been said. */
  talk(port: number): Promise<void>;
}

const JSON_MESSAGES = Array.from({ length: 8 }, (_, n) =>
  JSON.stringify({ type: n % 3 ? 'tick' : 'ping', id: n, price: (n * 7919) % 1000, tags: ['a', 'ü', '→'] }),
);
const LONG = 'the quick brown fox jumps over the lazy dog; '.repeat(20);

/** Chat as the demo has it: login, a while of talk, a message of the client's own. */
function twitch(perMessageDeflate: boolean): Dialogue {
  const network: Network = { clients: new Set(), channels: new Map(), seed: 7 };
  return {
    serve(server) {
      new WebSocketServer({ server, perMessageDeflate }).on('connection', (socket) => {
        const client = admit(network, { send: (text) => socket.send(text), close: () => socket.close(1001) });
        socket.on('message', (data) => receive(network, client, (data as Buffer).toString('utf8')));
      });
    },
    async talk(port) {
      const socket = await open(port, { perMessageDeflate, origin: 'https://www.twitch.tv' });
      const lines = [
        'CAP REQ :twitch.tv/tags twitch.tv/commands twitch.tv/membership',
        'PASS oauth:demo0framescope0not0a0real0token',
        'NICK watcher',
        'JOIN #framescope',
        'PRIVMSG #framescope :hello → Kappa',
        'PING :tmi.twitch.tv',
      ];
      const answered = heard(socket, (text) => text.includes('PONG'));
      for (const line of lines) socket.send(`${line}\r\n`);
      await answered;
      for (let second = 0; second < 24; second += 1) talk(network, 1_700_000_000_000 + second * 1000);
      await closed(socket, 1000, '');
    },
  };
}

/** Text, binary, empty and long messages, each echoed. */
function echo(perMessageDeflate: PerMessageDeflateOptions | boolean): Dialogue {
  return {
    serve(server) {
      const sockets = new WebSocketServer({ server, perMessageDeflate, handleProtocols: () => 'chat' });
      sockets.on('connection', (socket) =>
        socket.on('message', (data, binary) => socket.send(data, { binary })),
      );
    },
    async talk(port) {
      const socket = await open(port, { perMessageDeflate }, ['chat', 'superchat']);
      const last = heard(socket, (text) => text === 'last');
      for (const text of [...JSON_MESSAGES, '', LONG]) socket.send(text);
      socket.send(Uint8Array.from({ length: 300 }, (_, i) => i * 31));
      socket.send('last');
      await last;
      await closed(socket, 4001, 'enough');
    },
  };
}

/** Fragments with pings between them, from both sides. */
function fragments(perMessageDeflate: PerMessageDeflateOptions | boolean): Dialogue {
  const speak = (socket: WebSocket) => {
    socket.send('one ', { fin: false });
    socket.ping('in between');
    socket.send('two ü', { fin: false });
    socket.send(' three', { fin: true });
    socket.pong();
    socket.send(Buffer.from(LONG.slice(0, 200)), { binary: true, fin: false });
    socket.send(Buffer.alloc(0), { fin: true });
    socket.send('last');
  };
  return {
    serve(server) {
      new WebSocketServer({ server, perMessageDeflate }).on('connection', (socket) =>
        socket.once('message', () => speak(socket)),
      );
    },
    async talk(port) {
      const socket = await open(port, { perMessageDeflate });
      const last = heard(socket, (text) => text === 'last');
      speak(socket);
      await last;
      await closed(socket, 1001, 'going → away');
    },
  };
}

/** Answers of every framing on one kept connection. */
const pages: Dialogue = {
  serve(server) {
    server.on('request', (request, response) => {
      if (request.url === '/length') response.end(JSON_MESSAGES[0]);
      else if (request.url === '/nothing') response.writeHead(304, { ETag: '"x"' }).end();
      else {
        response.writeHead(200, { Trailer: 'X-Sum', 'Content-Type': 'text/plain' });
        for (const message of JSON_MESSAGES) response.write(message);
        response.addTrailers({ 'X-Sum': '42' });
        response.end();
      }
    });
  },
  async talk(port) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (const [method, path] of [
      ['GET', '/length'],
      ['HEAD', '/length'],
      ['GET', '/chunks'],
      ['GET', '/nothing'],
    ] as const) {
      const request = http.request({ port, method, path, agent, headers: { Cookie: 'a=1; b=2' } }).end();
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      await response.resume().toArray();
    }
    agent.destroy();
  },
};

function refusal(status: number, headers: http.OutgoingHttpHeaders): Dialogue {
  return {
    serve(server) {
      server.on('upgrade', (_request, socket) => {
        const response = new http.ServerResponse(_request);
        response.assignSocket(socket as net.Socket);
        response.writeHead(status, headers).end('{"error":"no"}', () => socket.end());
      });
    },
    async talk(port) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/refused?token=1`);
      await once(socket, 'error');
    },
  };
}

const DIALOGUES: Readonly<Record<string, Dialogue>> = {
  twitch: twitch(true),
  'twitch-plain': twitch(false),
  echo: echo(false),
  'deflate-takeover': echo({ threshold: 0 }),
  'deflate-fresh': echo({
    threshold: 0,
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    serverMaxWindowBits: 10,
    clientMaxWindowBits: 9,
  }),
  fragments: fragments(false),
  'fragments-deflate': fragments({ threshold: 0 }),
  pages,
  'refused-403': refusal(403, { 'Content-Type': 'application/json' }),
  'refused-426': refusal(426, { Upgrade: 'websocket', 'Sec-WebSocket-Version': '13, 8' }),
};

async function open(
  port: number,
  options: { perMessageDeflate: PerMessageDeflateOptions | boolean; origin?: string },
  protocols: string[] = [],
): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/chat?room=1`, protocols, options);
  await once(socket, 'open');
  return socket;
}

function heard(socket: WebSocket, wanted: (text: string) => boolean): Promise<void> {
  return new Promise((resolve) => {
    socket.on('message', (data) => {
      if (wanted((data as Buffer).toString('utf8'))) resolve();
    });
  });
}

async function closed(socket: WebSocket, code: number, reason: string): Promise<void> {
  socket.close(code, reason);
  await once(socket, 'close');
}

async function listen(server: net.Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

/** Everything that went through, by direction. */
async function record({ serve, talk }: Dialogue): Promise<Record<'client' | 'server', Buffer>> {
  const heard = { client: [] as Buffer[], server: [] as Buffer[] };
  const origin = http.createServer();
  serve(origin);
  const originPort = await listen(origin);
  const tap = net.createServer((client) => {
    const server = net.connect(originPort, '127.0.0.1');
    client.on('data', (chunk) => heard.client.push(chunk)).on('error', () => server.destroy());
    server.on('data', (chunk) => heard.server.push(chunk)).on('error', () => client.destroy());
    client.pipe(server).pipe(client);
  });
  await talk(await listen(tap));
  tap.close();
  origin.close();
  origin.closeAllConnections();
  return { client: Buffer.concat(heard.client), server: Buffer.concat(heard.server) };
}

const folder = join(import.meta.dirname, 'corpus');
mkdirSync(folder, { recursive: true });
for (const [name, dialogue] of Object.entries(DIALOGUES)) {
  for (const [side, bytes] of Object.entries(await record(dialogue))) {
    writeFileSync(join(folder, `${name}.${side}.bin`), bytes);
  }
}
process.exit(0);
