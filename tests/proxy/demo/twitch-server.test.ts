import { once } from 'node:events';
import { get } from 'node:https';
import { connect } from 'node:tls';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Authority, openAuthority } from '../../../proxy/capture/certificate-authority.ts';
import { type TwitchServer, startTwitchServer } from '../../../proxy/demo/twitch-server.ts';
import { sharedTempDir } from '../../support/temp-dir.ts';

const HOST = 'irc-ws.chat.twitch.tv';

const home = sharedTempDir();
let authority: Authority;
let server: TwitchServer;
let people: Person[];

beforeAll(async () => {
  authority = await openAuthority(home);
});
beforeEach(async () => {
  people = [];
  server = await startTwitchServer({ ...(await authority.leafFor(HOST)), rate: 1, seed: 1 });
});
afterEach(async () => {
  for (const person of people) person.leave();
  await server.close();
});

interface Person {
  say(...lines: readonly string[]): void;
  /** The next line that contains this. */
  hears(part: string): Promise<string>;
  hearsLines(count: number): Promise<void>;
  /** All lines so far. */
  readonly heard: readonly string[];
  readonly messages: readonly string[];
  leave(): void;
}

async function enter(): Promise<Person> {
  const socket = new WebSocket(`wss://${HOST}:${server.port}/`, {
    createConnection: () =>
      connect({ port: server.port, host: '127.0.0.1', servername: HOST, ca: authority.pem }),
  });
  const heard: string[] = [];
  const messages: string[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data) => {
    const text = (data as Buffer).toString('utf8');
    messages.push(text);
    heard.push(...text.split('\r\n').slice(0, -1));
    for (const look of waiting) look();
  });
  await once(socket, 'open');
  let from = 0;
  const person: Person = {
    say: (...lines) => socket.send(lines.map((line) => `${line}\r\n`).join('')),
    hears: (part) =>
      new Promise((resolve) => {
        const look = () => {
          const at = heard.findIndex((line, index) => index >= from && line.includes(part));
          if (at < 0) return;
          from = at + 1;
          waiting.delete(look);
          resolve(heard[at]!);
        };
        waiting.add(look);
        look();
      }),
    hearsLines: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (heard.length >= count) resolve();
        };
        waiting.add(look);
        look();
      }),
    heard,
    messages,
    leave: () => socket.terminate(),
  };
  people.push(person);
  return person;
}

const ALL = 'CAP REQ :twitch.tv/tags twitch.tv/commands twitch.tv/membership';

describe('the login', () => {
  test('is answered line by line as Twitch does', async () => {
    const ada = await enter();
    ada.say(ALL);
    expect(await ada.hears('CAP')).toBe(
      ':tmi.twitch.tv CAP * ACK :twitch.tv/tags twitch.tv/commands twitch.tv/membership',
    );
    ada.say('PASS oauth:abc', 'NICK Ada');
    await ada.hears('GLOBALUSERSTATE');
    const welcome = ada.messages.at(-1)!;
    expect(
      welcome
        .split('\r\n')
        .map((line) => line.split(' ').slice(1, 3).join(' '))
        .slice(0, 7),
    ).toEqual(['001', '002', '003', '004', '375', '372', '376'].map((numeric) => `${numeric} ada`));
    ada.say('JOIN #Framescope');
    expect(await ada.hears('JOIN')).toBe(':ada!ada@ada.tmi.twitch.tv JOIN #framescope');
    expect(await ada.hears('353')).toBe(':ada.tmi.twitch.tv 353 ada = #framescope :ada');
    expect(await ada.hears('366')).toBe(':ada.tmi.twitch.tv 366 ada #framescope :End of /NAMES list');
    expect(await ada.hears('USERSTATE')).toContain('display-name=ada');
    expect(await ada.hears('ROOMSTATE')).toMatch(
      /^@emote-only=0;followers-only=-1;r9k=0;room-id=\d+;slow=0;subs-only=0 :tmi.twitch.tv ROOMSTATE #framescope$/,
    );
  });

  test('refuses a capability that there is not, and all that was asked for with it', async () => {
    const ada = await enter();
    ada.say('CAP REQ :twitch.tv/tags twitch.tv/magic');
    expect(await ada.hears('CAP')).toBe(':tmi.twitch.tv CAP * NAK :twitch.tv/tags twitch.tv/magic');
  });

  test('lists its capabilities', async () => {
    const ada = await enter();
    ada.say('CAP LS 302');
    expect(await ada.hears('CAP')).toContain('CAP * LS :twitch.tv/tags twitch.tv/commands');
  });

  test('refuses a token of the wrong form', async () => {
    const ada = await enter();
    ada.say('PASS secret', 'NICK ada', 'JOIN #framescope', 'PING :still here');
    expect(await ada.hears('NOTICE')).toBe(':tmi.twitch.tv NOTICE * :Improperly formatted auth');
    await ada.hears('PONG');
    expect(ada.heard.join('\n')).not.toContain('JOIN');
  });

  test('needs no token to read anonymously', async () => {
    const guest = await enter();
    guest.say('NICK justinfan123', 'JOIN #framescope');
    expect(await guest.hears(' 001 ')).toBe(':tmi.twitch.tv 001 justinfan123 :Welcome, GLHF!');
    expect(await guest.hears(' JOIN ')).toContain('justinfan123!');
  });
});

describe('afterwards', () => {
  const login = async (nick: string) => {
    const person = await enter();
    person.say(ALL, 'PASS oauth:abc', `NICK ${nick}`, 'JOIN #framescope');
    await person.hears('ROOMSTATE');
    return person;
  };

  test('PING is answered with its own text', async () => {
    const ada = await login('ada');
    ada.say('PING :anybody?');
    expect(await ada.hears('PONG')).toBe(':tmi.twitch.tv PONG tmi.twitch.tv :anybody?');
  });

  test('PART is confirmed', async () => {
    const ada = await login('ada');
    ada.say('PART #framescope');
    expect(await ada.hears('ada!ada')).toBe(':ada!ada@ada.tmi.twitch.tv PART #framescope');
  });

  test('an unknown command is named', async () => {
    const ada = await login('ada');
    ada.say('FLY away');
    expect(await ada.hears('421')).toBe(':tmi.twitch.tv 421 ada FLY :Unknown command');
  });

  test('what one says the others read, and its author hears that it was taken', async () => {
    const [ada, bob] = await Promise.all(['ada', 'bob'].map(login));
    ada!.say('PRIVMSG #framescope :hello Bob');
    expect(await ada!.hears('USERSTATE')).toMatch(/;id=[0-9a-f-]{36};/);
    expect(await bob!.hears('hello Bob')).toMatch(
      /:ada!ada@ada.tmi.twitch.tv PRIVMSG #framescope :hello Bob$/,
    );
    expect(ada!.heard.join('\n')).not.toContain('hello Bob');
  });

  test('the channel talks, faster when it is told to', async () => {
    const ada = await login('ada');
    server.setRate(5_000);
    await ada.hearsLines(500);
    expect(ada.heard.filter((line) => line.includes(' PRIVMSG #framescope :')).length).toBeGreaterThan(400);
  });
});

describe('a client that asked for no capability', () => {
  test('gets no tags, no commands and nobody’s comings and goings', async () => {
    const ada = await enter();
    ada.say('PASS oauth:abc', 'NICK ada', 'JOIN #framescope');
    server.setRate(5_000);
    await ada.hearsLines(200);
    for (const line of ada.heard)
      expect(line).not.toMatch(/^@| (?:USERNOTICE|ROOMSTATE|CLEARCHAT|USERSTATE) /);
    expect(ada.heard.filter((line) => / JOIN /.test(line))).toEqual([
      ':ada!ada@ada.tmi.twitch.tv JOIN #framescope',
    ]);
  });
});

test('a request without an upgrade is told to upgrade', async () => {
  const request = get({ host: '127.0.0.1', port: server.port, servername: HOST, ca: authority.pem });
  const [response] = await once(request, 'response');
  response.resume();
  expect(response.statusCode).toBe(426);
});
