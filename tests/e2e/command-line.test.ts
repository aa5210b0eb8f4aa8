// The command line as a contract: words, exit codes, events, NDJSON and HAR, with real clients and servers.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { WebSocket } from 'ws';
import { BROWSER_ARGS, chromiumPath } from '../support/chromium.ts';
import { startEchoOrigins } from '../support/echo-origins.ts';
import { type Line, framescope, parseLines, startFramescope } from '../support/framescope.ts';
import { connectThrough } from '../support/proxied-client.ts';
import { canMount, fill, smallDisk } from '../support/small-disk.ts';
import { tempDir } from '../support/temp-dir.ts';
import { openWayward, switching } from '../support/wayward-origin.ts';

/** Sends each when the one before it was echoed, and closes with 4001: in which order all of it passes is certain. */
async function converse(client: WebSocket, messages: readonly (string | Buffer)[]): Promise<number> {
  await once(client, 'open');
  for (const message of messages) {
    const echoed = once(client, 'message');
    client.send(message);
    await echoed;
  }
  client.close(4001, 'bye');
  const [code] = await once(client, 'close');
  return code as number;
}

const of = (lines: readonly Line[], type: string) => lines.filter((line) => line.type === type);

describe('framescope capture', () => {
  test('writes ws and wss traffic to stdout as NDJSON while it happens, and keeps it in the session', async () => {
    const origins = await startEchoOrigins('echo.example');
    const running = await startFramescope([
      'capture',
      '--upstream-ca',
      origins.caFile,
      '--resolve',
      `echo.example:${origins.securePort}:127.0.0.1`,
      '--resolve',
      `plain.example:${origins.plainPort}:127.0.0.1`,
    ]);
    const { proxy, ca } = running.ready;
    const plain = await connectThrough(`ws://plain.example:${origins.plainPort}/a`, { proxy });
    expect(await converse(plain, ['hello', Buffer.from([0, 1, 254])])).toBe(4001);
    const secure = await connectThrough(`wss://echo.example:${origins.securePort}/b?x=1`, {
      proxy,
      ca: readFileSync(ca, 'utf8'),
      subprotocols: ['one', 'two'],
    });
    expect(await converse(secure, ['x'.repeat(70_000)])).toBe(4001);
    expect(secure.protocol).toBe('two');
    await expect.poll(() => running.lines.filter((line) => line.includes('"type":"close"')).length).toBe(2);

    const { code, stdout } = await running.stop();
    expect(code).toBe(130);
    const lines = parseLines(stdout);
    expect(of(lines, 'connection').map(({ url, status, subprotocol }) => [url, status, subprotocol])).toEqual(
      [
        [`ws://plain.example:${origins.plainPort}/a`, 101, null],
        [`wss://echo.example:${origins.securePort}/b?x=1`, 101, 'two'],
      ],
    );
    const messages = of(lines, 'message');
    expect(
      messages.map(({ connection, direction, opcode, length }) => [connection, direction, opcode, length]),
    ).toEqual([
      ['c1', 'sent', 'text', 5],
      ['c1', 'received', 'text', 5],
      ['c1', 'sent', 'binary', 3],
      ['c1', 'received', 'binary', 3],
      ['c1', 'sent', 'close', 5],
      ['c1', 'received', 'close', 5],
      ['c2', 'sent', 'text', 70_000],
      ['c2', 'received', 'text', 70_000],
      ['c2', 'sent', 'close', 5],
      ['c2', 'received', 'close', 5],
    ]);
    expect(messages[0]).toMatchObject({ data: 'hello', compressed: true, frames: 1 });
    expect(messages[2]).toMatchObject({ dataBase64: Buffer.from([0, 1, 254]).toString('base64') });
    expect(of(lines, 'close')).toMatchObject([
      { connection: 'c1', code: 4001, reason: 'bye', by: 'client', clean: true, cause: null },
      { connection: 'c2', code: 4001, reason: 'bye', by: 'client', clean: true, cause: null },
    ]);
    expect(running.events.at(-1)).toMatchObject({ event: 'done', connections: 2, messages: 10 });

    const saved = await framescope(['export', running.ready.session]);
    expect(saved.code).toBe(0);
    expect(of(parseLines(saved.stdout), 'message')).toEqual(messages);
  });

  test('the same messages stand in a HAR, and secrets only when asked for', async () => {
    const origins = await startEchoOrigins();
    const folder = tempDir();
    const file = join(folder, 'x.framescope');
    const running = await startFramescope(['capture', '--session', file, '--quiet']);
    const client = await connectThrough(`ws://127.0.0.1:${origins.plainPort}/h`, {
      proxy: running.ready.proxy,
      headers: { Cookie: 'sid=canary-cookie' },
    });
    await converse(client, ['PASS oauth:canarytoken', 'hi']);
    await running.stop();
    const har = join(folder, 'x.har');
    expect((await framescope(['export', file, '-o', har])).code).toBe(0);
    const text = readFileSync(har, 'utf8');
    expect(text).not.toContain('canary');
    const [entry] = (JSON.parse(text) as { log: { entries: Record<string, unknown>[] } }).log.entries;
    expect(entry).toMatchObject({ _resourceType: 'websocket', response: { status: 101 } });
    expect(
      (entry!._webSocketMessages as { type: string; data: string }[]).map(({ type, data }) => [type, data]),
    ).toEqual([
      ['send', 'PASS oauth:[redacted]'],
      ['receive', 'PASS oauth:[redacted]'],
      ['send', 'hi'],
      ['receive', 'hi'],
    ]);
    const open = await framescope(['export', file, '--format', 'har', '--no-redact']);
    expect(open.stdout).toContain('canary-cookie');
    expect(open.stdout).toContain('canarytoken');
  });

  test('a refused upgrade reaches the client and stands in the output with its reason', async () => {
    const origins = await startEchoOrigins();
    const running = await startFramescope(['capture']);
    const client = await connectThrough(`ws://127.0.0.1:${origins.plainPort}/refused`, {
      proxy: running.ready.proxy,
    });
    const [, response] = (await once(client, 'unexpected-response')) as [
      unknown,
      Readable & { statusCode: number },
    ];
    expect(response.statusCode).toBe(403);
    expect((await response.setEncoding('utf8').toArray()).join('')).toBe('not today');
    const { stdout } = await running.stop();
    expect(of(parseLines(stdout), 'connection')).toMatchObject([
      { status: 403, failure: { code: 'HTTP_403' } },
    ]);
  });

  test('ends with 0 after its --duration', async () => {
    const { code } = await (await startFramescope(['capture', '--duration', '0.5'])).ended;
    expect(code).toBe(0);
  });

  test('a filter chooses what is written', async () => {
    const origins = await startEchoOrigins();
    const running = await startFramescope(['capture', '--filter', 'ws dir:sent op:text']);
    const client = await connectThrough(`ws://127.0.0.1:${origins.plainPort}/f`, {
      proxy: running.ready.proxy,
    });
    await converse(client, ['one', Buffer.from('two')]);
    const { stdout } = await running.stop();
    expect(of(parseLines(stdout), 'message').map(({ data }) => data)).toEqual(['one']);
  });

  test('a reader that stops reading ends it without a complaint', async () => {
    const running = await startFramescope(['capture']);
    running.process.stdout?.destroy();
    const origins = await startEchoOrigins();
    const client = await connectThrough(`ws://127.0.0.1:${origins.plainPort}/`, {
      proxy: running.ready.proxy,
    });
    await converse(client, ['x']);
    const { code, stderr } = await running.ended;
    expect(code).toBe(0);
    expect(stderr).not.toContain('EPIPE');
  });

  test.skipIf(!canMount)('says on stderr that the disk is full, while traffic goes on', async ({ skip }) => {
    const disk = smallDisk();
    if (!disk) return skip('no mount here');
    const origins = await startEchoOrigins();
    const running = await startFramescope(['capture', '--session', join(disk, 'a.framescope')]);
    const client = await connectThrough(`ws://127.0.0.1:${origins.plainPort}/`, running.ready);
    await once(client, 'open');
    fill(disk);
    while (!running.events.some(({ code }) => code === 'DISK')) {
      client.send('x'.repeat(4096));
      await once(client, 'message');
    }
    expect(running.events.find(({ code }) => code === 'DISK')).toMatchObject({
      event: 'error',
      message: expect.stringContaining('Nothing is being stored') as string,
    });
    client.terminate();
  });
});

describe('framescope send and replay', () => {
  test('send prints the answers, and its traffic is captured', async () => {
    const origins = await startEchoOrigins();
    const file = join(tempDir(), 's.framescope');
    const url = `ws://127.0.0.1:${origins.plainPort}/send`;
    const sent = await framescope([
      'send',
      url,
      'a',
      'b',
      'bye',
      '--wait',
      '60',
      '--session',
      file,
      '--header',
      'X-Test: 1',
    ]);
    expect(sent).toMatchObject({ code: 0, stdout: 'a\nb\nbye\n' });
    const { stdout } = await framescope(['export', file, '--no-redact']);
    const [connection] = of(parseLines(stdout), 'connection');
    expect(connection?.requestHeaders).toContainEqual(['X-Test', '1']);
  });

  test('send prints what a server says in one breath with its 101', async () => {
    const port = await openWayward((head) => `${switching(head)}\x81\x05hello`);
    const sent = await framescope(['send', `ws://127.0.0.1:${port}/`, 'hi', '--wait', '60']);
    expect(sent).toMatchObject({ code: 0, stdout: 'hello\n' });
  });

  test('send reads lines from stdin', async () => {
    const origins = await startEchoOrigins();
    const sent = await framescope(['send', `ws://127.0.0.1:${origins.plainPort}/`, '--wait', '60'], {
      input: 'one\ntwo\nbye\n',
    });
    expect(sent.stdout).toBe('one\ntwo\nbye\n');
  });

  test('replay sends the client’s messages again, as a new connection of the session', async () => {
    const first = await startEchoOrigins();
    const second = await startEchoOrigins();
    const file = join(tempDir(), 'r.framescope');
    await framescope([
      'send',
      `ws://127.0.0.1:${first.plainPort}/r`,
      'x',
      'y',
      '--wait',
      '0.3',
      '--session',
      file,
    ]);
    const to = `ws://127.0.0.1:${second.plainPort}/other`;
    const replayed = await framescope(['replay', file, '--connection', 'c1', '--to', to, '--speed', '10']);
    expect(replayed.code).toBe(0);
    expect(second.received).toEqual(['x', 'y']);
    const lines = parseLines(replayed.stdout);
    expect(of(lines, 'connection')).toMatchObject([{ id: 'c2', url: to, replayOf: 'c1' }]);
    expect(
      of(lines, 'message').filter(({ direction, opcode }) => direction === 'sent' && opcode === 'text'),
    ).toHaveLength(2);
  });
});

describe('framescope run', () => {
  test('gives a Node program the proxy and the CA, and leaves with its exit code', async () => {
    const origins = await startEchoOrigins('echo.example');
    const folder = tempDir();
    const out = join(folder, 'run.ndjson');
    const script = join(folder, 'client.mjs');
    const url = `wss://echo.example:${origins.securePort}/run`;
    writeFileSync(
      script,
      `const socket = new WebSocket(${JSON.stringify(url)});
       socket.onopen = () => socket.send('from a program');
       socket.onmessage = ({ data }) => { console.log(data); socket.close(1000); };
       socket.onclose = ({ code }) => process.exit(code === 1000 ? 7 : 1);`,
    );
    const ran = await framescope([
      'run',
      '--proxy-port',
      '0',
      '--upstream-ca',
      origins.caFile,
      '--resolve',
      `echo.example:${origins.securePort}:127.0.0.1`,
      '--out',
      out,
      '--',
      process.execPath,
      script,
    ]);
    expect(ran.stdout).toBe('from a program\n');
    expect(ran.code).toBe(7);
    expect(of(parseLines(readFileSync(out, 'utf8')), 'message').map(({ data }) => data)).toContain(
      'from a program',
    );
  });
});

test('framescope browser opens one that trusts the proxy, and captures what its page says', async () => {
  const origins = await startEchoOrigins('chat.example');
  const quiet = ['--headless=new', ...BROWSER_ARGS.filter((argument) => !argument.includes(' '))];
  const running = await startFramescope(
    [
      'browser',
      'chromium',
      `https://chat.example:${origins.securePort}/talk`,
      '--upstream-ca',
      origins.caFile,
      '--resolve',
      `chat.example:${origins.securePort}:127.0.0.1`,
    ],
    { env: { FRAMESCOPE_BROWSER: await chromiumPath(), FRAMESCOPE_BROWSER_ARGS: quiet.join(' ') } },
  );
  await expect.poll(() => origins.received).toEqual(['from a browser']);
  expect((await running.stop()).code).toBe(130);
  const { stdout } = await framescope(['export', running.ready.session, '--filter', 'ws']);
  expect(of(parseLines(stdout), 'message')[0]).toMatchObject({ direction: 'sent', data: 'from a browser' });
});

describe('framescope demo', () => {
  test('makes chat that a real client reads through the proxy, under Twitch’s name', async () => {
    const running = await startFramescope(['demo', '--rate', '100']);
    expect(running.ready.ui).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
    const { session } = running.ready;
    const privmsgs = async () => {
      const { stdout } = await framescope(['export', session, '--filter', 'kind:PRIVMSG', '--decode']);
      return of(parseLines(stdout), 'message');
    };
    await expect.poll(async () => (await privmsgs()).length, { timeout: 20_000 }).toBeGreaterThan(20);
    const [message] = await privmsgs();
    expect(message).toMatchObject({ direction: 'received', decoded: { protocol: 'irc' } });
    const { stdout } = await framescope(['export', session, '--filter', 'dir:sent', '--no-redact']);
    expect(of(parseLines(stdout), 'connection')[0]?.url).toMatch(/^wss:\/\/irc-ws\.chat\.twitch\.tv:\d+\/$/);
    expect((await running.stop()).code).toBe(130);
  });
});

describe('bad input', () => {
  const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['an unknown command', ['captrue'], 2, /Did you mean capture\?/],
    ['an unknown command with words', ['exprot', 'a', 'b'], 2, /Did you mean export\?/],
    ['an unknown topic of help', ['help', 'filtr'], 2, /Did you mean filter\?/],
    ['an unknown option', ['capture', '--fliter', 'x'], 2, /Did you mean --filter\?/],
    ['a wrong filter', ['capture', '--filter', 'status:abc'], 2, /Character 8/],
    ['a wrong port', ['web', '--port', '99999'], 2, /0 to 65535/],
    ['a wrong rule', ['capture', '--resolve', 'nonsense'], 2, /HOST:PORT:ADDRESS/],
    ['a missing argument', ['export'], 2, /missing required argument 'file'/],
    ['a missing session', ['export', '/nowhere/x.framescope'], 1, /There is no session file/],
    ['an unusable data folder', ['capture', '--data-dir', '/dev/null/x'], 1, /cannot be used/],
    [
      'a folder for the export that is not there',
      ['ca', 'export', '/nowhere/ca.pem'],
      1,
      /cannot be written/,
    ],
    ['a URL that is none', ['send', 'http://x/', 'hi'], 1, /not a WebSocket URL/],
    [
      'a program that is not there',
      ['run', '--proxy-port', '0', '--', 'no-such-program'],
      1,
      /there is no such program/,
    ],
  ];
  test.each(cases)('%s is one clear line', async (_what, args, code, message) => {
    const ended = await framescope(args);
    expect(ended.stderr).toMatch(message);
    expect(ended.code).toBe(code);
    expect(ended.stdout).toBe('');
  });

  test('a port in use is named, and as an event with --json', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as net.AddressInfo;
    const ended = await framescope(['capture', '--proxy-port', String(port), '--json']);
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stderr)).toMatchObject({ event: 'error', code: 'PORT_IN_USE' });
  });

  test('a file that is no session is left as it is', async () => {
    const file = join(tempDir(), 'x.framescope');
    writeFileSync(file, 'not a database, but long enough to look like one to nobody');
    const ended = await framescope(['capture', '--proxy-port', '0', '--session', file]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/damaged, or no Framescope session/);
    expect(readFileSync(file, 'utf8')).toMatch(/^not a database/);
  });

  test('an unreachable server is a row, an untrusted one says how to trust it', async () => {
    const origins = await startEchoOrigins('echo.example');
    const running = await startFramescope([
      'capture',
      '--resolve',
      `echo.example:${origins.securePort}:127.0.0.1`,
    ]);
    const { proxy, ca } = running.ready;
    const untrusted = await connectThrough(`wss://echo.example:${origins.securePort}/`, {
      proxy,
      ca: readFileSync(ca, 'utf8'),
    });
    const [, response] = (await once(untrusted, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(502);
    const unreachable = await connectThrough('ws://127.0.0.1:1/', { proxy });
    await once(unreachable, 'unexpected-response');
    const { stdout } = await running.stop();
    const failures = of(parseLines(stdout), 'connection').map(
      ({ failure }) => failure as { code: string; hint: string },
    );
    expect(failures.map(({ code }) => code)).toEqual(['TLS_UNTRUSTED', 'ECONNREFUSED']);
    expect(failures[0]?.hint).toContain('--upstream-ca');
  });
});

test('a capture that was killed is opened again with everything up to the last moments', async () => {
  const origins = await startEchoOrigins();
  const running = await startFramescope(['capture']);
  const client = await connectThrough(`ws://127.0.0.1:${origins.plainPort}/`, { proxy: running.ready.proxy });
  await once(client, 'open');
  client.send('before the kill');
  await expect.poll(() => running.lines.some((line) => line.includes('before the kill'))).toBe(true);
  client.on('error', () => undefined);
  await expect
    .poll(async () =>
      (await framescope(['export', running.ready.session])).stdout.includes('before the kill'),
    )
    .toBe(true);
  running.process.kill('SIGKILL');
  await running.ended;
  const again = await framescope([
    'capture',
    '--proxy-port',
    '0',
    '--session',
    running.ready.session,
    '--duration',
    '0.5',
  ]);
  expect(again.code).toBe(0);
  expect(of(parseLines(again.stdout), 'close')).toMatchObject([
    { connection: 'c1', code: null, clean: false },
  ]);
  expect(again.stdout).toContain('before the kill');
});

test('--help of every command exits with 0 and names its options', async () => {
  for (const command of ['web', 'capture', 'export', 'replay', 'send', 'run', 'browser', 'ca', 'demo']) {
    const child = spawn(process.execPath, [
      join(import.meta.dirname, '../../out/cli/main.js'),
      command,
      '--help',
    ]);
    const text = (await child.stdout.setEncoding('utf8').toArray()).join('');
    expect(text).toContain(`Usage: framescope ${command}`);
  }
  expect((await framescope(['help', 'filter'])).stdout).toContain('status:');
});
