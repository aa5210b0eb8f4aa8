import http from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Connection, MessageRow } from '../../../proxy/contract/model.ts';
import { openConversation } from '../../support/conversation.ts';
import { type Socket, type Version, socketIoClient, startSocketIo } from '../../support/socket-io.ts';

const VERSIONS: readonly Version[] = [2, 4];

/** Answers a greeting with text and bytes. */
function greet(socket: Socket): void {
  socket.on('hello', (name: string, reply: (text: string) => void) => {
    socket.emit('welcome', `${name} 🎉`, Buffer.of(1, 2, 3, 255));
    reply(`Hello, ${name}, who came in by a long answer`);
  });
}

async function greeted(client: ReturnType<typeof socketIoClient>): Promise<string> {
  const reply = Promise.withResolvers<string>();
  const welcome = Promise.withResolvers<void>();
  client.on('welcome', () => welcome.resolve());
  client.connect();
  client.emit('hello', 'Ana', reply.resolve);
  await welcome.promise;
  return reply.promise;
}

/** Who asks by POST is answered by a GET; a server of version 2 connects without being asked. */
function expectAnswers(seen: readonly MessageRow[], version: Version): void {
  const isAnswered = ({ asked, connection }: MessageRow) => {
    const answer = seen.find(({ seq }) => seq === asked?.answer);
    return answer !== undefined && answer.connection !== connection && answer.rtt === asked?.after;
  };
  const questions = seen.filter(({ preview, from }) => from === 'client' && /^4(0|20)/.test(preview));
  expect(questions).toHaveLength(version === 2 ? 1 : 2);
  expect(questions.every(isAnswered)).toBe(true);
}

const text = ({ preview, from, opcode }: MessageRow) =>
  `${from === 'client' ? '▲' : '▼'} ${opcode === 2 ? 'binary' : preview}`;
const polls = (connections: readonly Connection[]) => connections.filter(({ kind }) => kind === 'http');

describe.each(VERSIONS)('Socket.IO %i', (version) => {
  test('that only polls is read packet by packet', async () => {
    const url = await startSocketIo(version, greet);
    const { agent, rows, connections, session } = await openConversation();
    const client = socketIoClient(version, url, agent, ['polling']);
    expect(await greeted(client)).toContain('Hello, Ana');
    const binary = version === 2 ? Buffer.of(4, 1, 2, 3, 255) : Buffer.of(1, 2, 3, 255);
    const isBinary = ({ opcode }: MessageRow) => opcode === 2;
    const isReply = ({ preview }: MessageRow) => preview.includes('long answer');
    const seen = await rows((all) => all.some(isBinary) && all.some(isReply));
    const said = seen.map(text);
    expect(said.some((line) => line.startsWith('▼ 0{"sid"'))).toBe(true);
    expect(said).toContain('▲ 420["hello","Ana"]');
    expect(said).toContain('▼ 451-["welcome","Ana 🎉",{"_placeholder":true,"num":0}]');
    const bytes = await session.payload(seen.find(isBinary)!.seq, 0, 100);
    expect(Buffer.from(bytes.bytes)).toEqual(binary);
    expect(seen.every(({ complete, dropped }) => complete && dropped === 0)).toBe(true);

    const all = polls(await connections());
    expect(new Set(all.map(({ session: sid }) => sid))).toEqual(new Set([client.io.engine.id]));
    const bodies = all.filter(({ method, receivedMessages }) => method === 'GET' && receivedMessages > 0);
    for (const { id, receivedBytes } of bodies) {
      const own = seen.filter(({ connection }) => connection === id);
      expect(own.reduce((sum, { wireLength }) => sum + wireLength, 0)).toBe(receivedBytes);
    }
  });

  test('that only polls has its questions answered by polls, and waits for what its session may still answer', async () => {
    const url = await startSocketIo(version, greet);
    const { agent, rows, connections, session } = await openConversation();
    const client = socketIoClient(version, url, agent, ['polling']);
    await greeted(client);
    client.emit('nothing', () => undefined); // nobody listens
    const isNothing = ({ preview }: MessageRow) => preview.includes('nothing');
    const seen = await rows(
      (all) => all.some(isNothing) && all.some(({ preview }) => preview.includes('long answer')),
    );
    expectAnswers(seen, version);
    const asks = seen.find(isNothing)!;
    await expect
      .poll(async () => (await connections()).find(({ id }) => id === asks.connection)?.ending)
      .toBeTruthy();
    const asked = (await rows(() => true)).find(isNothing)?.asked;
    expect(asked).toEqual({ answer: null, after: null, overdue: false });
    expect((await session.openView({ connections: null, filter: 'is:unanswered' })).count).toBe(0);
  });

  test('that asks by a poll is answered by the WebSocket that it goes over to', async () => {
    const late = Promise.withResolvers<void>();
    const url = await startSocketIo(version, (socket) => {
      socket.on('wait', (reply: (text: string) => void) => void late.promise.then(() => reply('at last')));
    });
    const { agent, rows } = await openConversation();
    const client = socketIoClient(version, url, agent, ['polling', 'websocket']);
    const reply = Promise.withResolvers<string>();
    client.connect();
    client.emit('wait', reply.resolve);
    await rows((all) => all.some(({ preview }) => preview === '5'));
    late.resolve();
    expect(await reply.promise).toBe('at last');
    const seen = await rows((all) => all.some(({ preview }) => preview.includes('at last')));
    const answer = seen.find(({ preview }) => preview.includes('at last'))!;
    const question = seen.find(({ preview }) => preview.includes('"wait"'))!;
    expect(answer.answers).toBe(question.seq);
    expect(answer.rtt).toBeCloseTo(answer.at - question.at, 2);
    expect(answer.connection).not.toBe(question.connection);
    expect(question.asked).toMatchObject({ answer: answer.seq, after: answer.rtt, overdue: false });
  });

  test('may compress what a poll gets', async () => {
    const url = await startSocketIo(version, greet);
    const { agent, rows, connections } = await openConversation();
    const path = `/socket.io/?EIO=${version === 2 ? 3 : 4}&transport=polling`;
    http.get(url + path, { agent, headers: { 'Accept-Encoding': 'gzip' } });
    const [open] = await rows((all) => all.length > 0);
    expect(open).toMatchObject({ compressed: true, complete: true });
    const { sid } = JSON.parse(open!.preview.slice(1)) as { sid: string };
    expect(await connections()).toMatchObject([{ session: sid }]);
  });

  test('that goes over to a WebSocket is one session with its polls', async () => {
    const url = await startSocketIo(version, greet);
    const { agent, rows, connections, session } = await openConversation();
    const client = socketIoClient(version, url, agent, ['polling', 'websocket']);
    client.connect();
    await rows((all) => all.length > 0);
    const [first] = await connections();
    const joined = await session.openView({ connections: [first!.id], session: true, filter: '' });
    await greeted(client);
    const seen = (await rows((all) => all.some(({ preview }) => preview === '5'))).map(text);
    expect(seen.filter((line) => /probe|^▲ 5$/.test(line))).toEqual(['▲ 2probe', '▼ 3probe', '▲ 5']);
    const all = await connections();
    expect(all.find(({ kind }) => kind === 'websocket')?.session).toBe(client.io.engine.id);
    expect(new Set(all.map(({ session: sid }) => sid)).size).toBe(1);
    const together = await session.rows(joined.view, 0, 1000);
    expect(together.filter(({ preview }) => /probe|^5$/.test(preview))).toHaveLength(3);
    expect(new Set(together.map(({ connection }) => connection)).size).toBeGreaterThan(2);
  });
});
