// A hub that does what a client of SignalR must be answered with (HubProtocol.md): the handshake, results of what is
// invoked, items of what is streamed, a ping. Messages are read and written by the client's own packages.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  type HubMessage,
  type IHubProtocol,
  JsonHubProtocol,
  MessageType,
  NullLogger,
} from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

const SEPARATOR = '\u001E';

/** @returns its URL */
export async function startHub(): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  server.on('connection', (socket) => {
    socket.once('message', (said: Buffer) => {
      const { protocol } = JSON.parse(String(said).replace(SEPARATOR, '')) as { protocol: string };
      socket.send(`{}${SEPARATOR}`);
      serve(socket, protocol === 'json' ? new JsonHubProtocol() : new MessagePackHubProtocol());
    });
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hub`;
}

function serve(socket: WebSocket, protocol: IHubProtocol): void {
  socket.on('message', (said: Buffer, binary) => {
    const bytes = said.buffer.slice(said.byteOffset, said.byteOffset + said.length) as ArrayBuffer;
    const heard = protocol.parseMessages(binary ? bytes : String(said), NullLogger.instance);
    const answers = heard.flatMap(answersTo).map((answer) => protocol.writeMessage(answer));
    if (answers.length > 0) socket.send(joined(answers));
  });
}

function answersTo(message: HubMessage): readonly HubMessage[] {
  if (message.type === MessageType.Invocation && message.invocationId !== undefined) {
    const { invocationId } = message;
    const fails = message.target === 'Fail';
    return [
      {
        type: MessageType.Completion,
        invocationId,
        ...(fails ? { error: 'no' } : { result: message.arguments }),
      },
      { type: MessageType.Invocation, target: 'Heard', arguments: [message.target] },
      { type: MessageType.Ping },
    ];
  }
  return [];
}

function joined(pieces: readonly (string | ArrayBuffer)[]): string | Buffer {
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece as ArrayBuffer)));
}
