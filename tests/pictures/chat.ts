// Twitch chat: a client logs in and joins, people talk, a question is answered.

import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import type { Motif } from './camera.ts';
import type { Stage } from './stage.ts';

const HOST = 'irc-ws.chat.twitch.tv';
const ROOM = 'room-id=71092938';
/** Epoch milliseconds: when each line was sent is on it, and what was sent before it came is lag. */
const sentAt = () => `tmi-sent-ts=${Date.now() - 84}`;

const ANSWERS: Readonly<Record<string, () => readonly string[]>> = {
  CAP: () => [':tmi.twitch.tv CAP * ACK :twitch.tv/tags twitch.tv/commands'],
  NICK: () => [':tmi.twitch.tv 001 ana :Welcome, GLHF!', ':tmi.twitch.tv 376 ana :>'],
  JOIN: () => [
    ':ana!ana@ana.tmi.twitch.tv JOIN #cook_along',
    `@emote-only=0;followers-only=10;r9k=0;${ROOM};slow=5;subs-only=0 :tmi.twitch.tv ROOMSTATE #cook_along`,
  ],
};

const TALK: readonly (() => string)[] = [
  () =>
    `@badges=subscriber/12;color=#1E90FF;display-name=Bo;emotes=;first-msg=0;id=5f1c;mod=0;${ROOM};${sentAt()};user-id=22 :bo!bo@bo.tmi.twitch.tv PRIVMSG #cook_along :how long does the dough rest?`,
  () =>
    `@badges=moderator/1,subscriber/24;color=#FF7F50;display-name=Chiara;emotes=25:19-23;first-msg=0;id=8a02;mod=1;reply-parent-display-name=Bo;reply-parent-msg-body=how\\slong\\sdoes\\sthe\\sdough\\srest?;reply-parent-msg-id=5f1c;reply-parent-user-login=bo;${ROOM};${sentAt()};user-id=7 :chiara!chiara@chiara.tmi.twitch.tv PRIVMSG #cook_along :@Bo overnight, cold Kappa`,
  () =>
    `@badges=;bits=100;color=;display-name=dora_l;emotes=;first-msg=1;id=c4e7;mod=0;${ROOM};${sentAt()};user-id=904 :dora_l!dora_l@dora_l.tmi.twitch.tv PRIVMSG #cook_along :Cheer100 for the sourdough`,
  () => 'PING :tmi.twitch.tv',
];

export async function chat(stage: Stage): Promise<Motif> {
  const sockets = new WebSocketServer({ server: await stage.serve(HOST) });
  sockets.on('connection', (socket) => {
    socket.on('message', (said: Buffer) => {
      for (const line of ANSWERS[/^\w+/.exec(String(said))?.[0] ?? '']?.() ?? []) socket.send(line);
      if (String(said).startsWith('JOIN')) for (const line of TALK) socket.send(line());
    });
  });
  const client = new stage.WebSocket(`wss://${HOST}/`);
  stage.onEnd(() => client.terminate());
  await once(client, 'open');
  const say = async (line: string, answer: string) => {
    const heard = new Promise<void>((resolve) => {
      client.on('message', (data: Buffer) => String(data).includes(answer) && resolve());
    });
    client.send(line);
    await heard;
  };
  await say('CAP REQ :twitch.tv/tags twitch.tv/commands', 'ACK');
  client.send('PASS oauth:not-a-real-token');
  await say('NICK ana', '376');
  await say('JOIN #cook_along', 'PING');
  client.send('PONG :tmi.twitch.tv');
  return { messages: 14, opened: 'overnight', scrolled: 7 };
}
