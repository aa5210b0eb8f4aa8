// What is copied is run: by shells, curl, Node.js with `ws` and Python, and what arrives is what was captured.

import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Body, ConnectionDetail, Headers } from '../../../../proxy/contract/model.ts';
import { javascriptProgram, pythonProgram } from '../../../../proxy/formats/code/client-programs.ts';
import { curlCommand, websocatCommand, wscatCommand } from '../../../../proxy/formats/code/shell-commands.ts';
import { shellPrintf, shellWord } from '../../../../proxy/formats/code/shell-word.ts';
import { connection, detailOf } from '../../../renderer/support/session-fixture.ts';
import { field, startHeadRecorder } from '../../../support/head-recorder.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const run = promisify(execFile);
const NODE_MODULES = resolve(import.meta.dirname, '../../../../node_modules');

/** Is it on this machine? Node.js and `sh` always are. */
function has(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

/** Everything that a quoting could get wrong: in a shell, in JavaScript, in Python, in curl. */
const OWN: Headers = [
  ['Origin', 'https://h.example'],
  ['User-Agent', `Mozilla/5.0 (it's; "me")`],
  ['Cookie', String.raw`a="b\\n"; c=$HOME; d=!!`],
  ['X-Shell', '`id` $(id) ${HOME} %s %% \\ \\x41 *?~#;|&<>'],
  ['X-Latin', 'caf\xe9 \xff'],
  ['X-Utf8', 'caf\xc3\xa9 \xe2\x82\xac'],
  ['X-Empty', ''],
  ['X-Twice', 'one'],
  ['x-twice', 'two'],
];

function upgrade(url: string, more: Headers = [], own: Headers = OWN): ConnectionDetail {
  return {
    ...detailOf(connection(1, { url })),
    requestHeaders: [
      ['Host', 'h.example'],
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Version', '13'],
      ['Sec-WebSocket-Key', 'x3JJHMbDL1EzLkh9GBhXDw=='],
      ...more,
      ...own,
    ],
  };
}

const OFFER: Headers = [
  ['Sec-WebSocket-Protocol', 'a, b'],
  ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
];

function expectOwnHeaders(request: string, own: Headers): void {
  for (const [name, value] of own) expect(field(request, name)).toBe(value);
}

const ONCE = OWN.filter(([name]) => name.toLowerCase() !== 'x-twice');

describe('a word of a shell', () => {
  const printed = async (shell: string, word: string) => {
    const { stdout } = await run(shell, ['-c', `printf %s ${word}`], { encoding: 'latin1' });
    return stdout;
  };

  test.runIf(has('bash'))('stands for exactly its bytes, whichever they are', async () => {
    const bytes = fc.string({
      unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
    });
    await fc.assert(
      fc.asyncProperty(bytes, async (value) => {
        expect(await printed('bash', shellWord(value))).toBe(value);
      }),
      { numRuns: 60 },
    );
  });

  test.each(['printable', 'it\'s $(id) `id` "!" \\', 'caf\xc3\xa9', ''])(
    '%o needs no more than POSIX',
    async (value) => {
      expect(await printed('sh', shellWord(value))).toBe(value);
    },
  );

  test('bytes that no argument takes go through a pipe, with any POSIX shell', async () => {
    const bytes = Uint8Array.from({ length: 512 }, (_, index) => index % 256);
    const { stdout } = await run('sh', ['-c', shellPrintf(bytes)], { encoding: 'buffer' });
    expect([...stdout]).toEqual([...bytes]);
  });
});

describe('as wscat and as websocat', () => {
  /** The arguments that the program would see, each as bytes. */
  const argumentsOf = async (command: string): Promise<readonly string[]> => {
    const script = `wscat() { printf '%s\\0' "$@"; }; websocat() { printf '%s\\0' "$@"; }; ${command}`;
    const { stdout } = await run('bash', ['-c', script], { encoding: 'latin1' });
    return stdout.split('\0').slice(0, -1);
  };
  const detail = upgrade('ws://h.example/chat?a=b&c=$(id)', OFFER);

  test.runIf(has('bash'))('wscat has the headers as text, the subprotocols, and no handshake', async () => {
    const args = await argumentsOf(wscatCommand(detail));
    const asText = (value: string) => Buffer.from(value, 'utf8').toString('latin1');
    const headers = OWN.flatMap(([name, value]) => ['-H', asText(`${name}:${value}`)]);
    expect(args).toEqual(['-c', detail.url, ...headers, '-s', 'a', '-s', 'b']);
  });

  test.runIf(has('bash'))(
    'websocat has the URL before its headers, which take all that follows',
    async () => {
      const args = await argumentsOf(websocatCommand(detail));
      const headers = OWN.map(([name, value]) => `-H=${name}: ${value}`);
      expect(args).toEqual([detail.url, '--protocol=a,b', ...headers]);
    },
  );
});

describe.runIf(has('curl'))('as cURL', () => {
  const curl = async (command: string) => {
    const quiet = command.replace(/\bcurl /, 'curl --silent --max-time 20 ');
    const running = run('bash', [], { encoding: 'buffer' });
    running.child.stdin?.end(quiet);
    await running.catch(() => null); // cut off after a 101: an error to curl
  };

  test('a WebSocket is asked for with the whole handshake and every byte of its headers', async () => {
    const { port, requests } = await startHeadRecorder();
    await curl(curlCommand(upgrade(`ws://127.0.0.1:${port}/a/../b?x=[1-3]&y={z}`, OFFER), null));
    expect(requests[0]).toMatch(/^GET \/a\/..\/b\?x=\[1-3\]&y=\{z\} HTTP\/1\.1\r\n/);
    expectOwnHeaders(requests[0]!, ONCE);
    expect(field(requests[0]!, 'Sec-WebSocket-Key')).toBe('x3JJHMbDL1EzLkh9GBhXDw==');
    expect(field(requests[0]!, 'Sec-WebSocket-Protocol')).toBe('a, b');
    expect(requests[0]!.match(/x-twice: \w+/gi)).toEqual(['X-Twice: one', 'x-twice: two']);
  });

  const post = (port: number, headers: Headers): ConnectionDetail => ({
    ...detailOf(connection(2, { kind: 'http', method: 'POST', url: `http://127.0.0.1:${port}/post` })),
    requestHeaders: headers,
  });
  const bodyOf = (bytes: Uint8Array, decodedFrom = ''): Body => ({
    size: bytes.length,
    bytes,
    truncated: false,
    contentType: '',
    decodedFrom,
  });

  test.each([
    ['text', Buffer.from(`@{"it's": "ü\n"}`)],
    ['every byte', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ['more than an argument takes', Buffer.alloc(150_000, 'x\\')],
  ])('a body arrives as it was: %s', async (_, bytes) => {
    const { port, requests } = await startHeadRecorder();
    await curl(curlCommand(post(port, [['Expect', '']]), bodyOf(bytes)));
    expect(requests[0]).toMatch(/^POST \/post HTTP\/1\.1\r\n/);
    expect(requests[0]!.slice(requests[0]!.indexOf('\r\n\r\n') + 4)).toBe(bytes.toString('latin1'));
    expect(field(requests[0]!, 'Content-Type')).toBeNull();
  });

  test('a body that is kept decoded does not claim its coding', async () => {
    const { port, requests } = await startHeadRecorder();
    const headers = [['Content-Encoding', 'gzip']] as const;
    await curl(curlCommand(post(port, headers), bodyOf(Buffer.from('plain'), 'gzip')));
    expect(field(requests[0]!, 'Content-Encoding')).toBeNull();
  });
});

describe('as JavaScript', () => {
  const node = async (program: string) => {
    const folder = tempDir();
    symlinkSync(NODE_MODULES, join(folder, 'node_modules'));
    writeFileSync(join(folder, 'client.mjs'), program);
    return run(process.execPath, [join(folder, 'client.mjs')], { timeout: 20_000 });
  };

  test('Node.js makes the same handshake, byte for byte', async () => {
    const { port, requests } = await startHeadRecorder();
    const { stdout } = await node(javascriptProgram(upgrade(`ws://127.0.0.1:${port}/chat?q='"`, OFFER)));
    expectOwnHeaders(requests[0]!, ONCE);
    expect(requests[0]!.match(/x-twice: \w+/gi)).toEqual(['X-Twice: one', 'X-Twice: two']);
    expect(field(requests[0]!, 'Sec-WebSocket-Protocol')).toBe('a,b');
    expect(field(requests[0]!, 'Sec-WebSocket-Extensions')).toContain('permessage-deflate');
    expect(stdout.split('\n').slice(0, 2)).toEqual(['open a', 'close 1000 ']);
  });

  test('what was not offered is not offered; a name of JavaScript is a header like any other', async () => {
    const { port, requests } = await startHeadRecorder();
    await node(javascriptProgram(upgrade(`ws://127.0.0.1:${port}/caf\xe9`, [], [['__proto__', 'x']])));
    expect(requests[0]).toMatch(/^GET \/caf%E9 /);
    expect(field(requests[0]!, 'Sec-WebSocket-Extensions')).toBeNull();
    expect(field(requests[0]!, 'Sec-WebSocket-Protocol')).toBeNull();
    expect(field(requests[0]!, '__proto__')).toBe('x');
  });

  test('says why it does not run in a page', () => {
    expect(javascriptProgram(upgrade('ws://h.example/'))).toContain(
      "browser's own WebSocket cannot set headers",
    );
  });
});

describe.runIf(has('python3'))('as Python', () => {
  /** In the place of the `websockets` package: says what it was called with. */
  const RECORDER = `
import json
class connect:
    def __init__(self, uri, **options):
        print(json.dumps({'uri': uri, **options}))
    async def __aenter__(self):
        raise SystemExit
    async def __aexit__(self, *_):
        pass
`;
  const called = async (program: string): Promise<unknown> => {
    const folder = tempDir();
    const library = join(folder, 'websockets/asyncio/client.py');
    mkdirSync(dirname(library), { recursive: true });
    writeFileSync(library, RECORDER);
    writeFileSync(join(folder, 'client.py'), program);
    const { stdout } = await run('python3', [join(folder, 'client.py')], { timeout: 20_000 });
    return JSON.parse(stdout);
  };

  test('the library is told the same handshake, byte for byte', async () => {
    expect(await called(pythonProgram(upgrade(`wss://h.example/chat?q='"`, OFFER)))).toEqual({
      uri: `wss://h.example/chat?q='"`,
      subprotocols: ['a', 'b'],
      compression: 'deflate',
      user_agent_header: `Mozilla/5.0 (it's; "me")`,
      additional_headers: OWN.filter(([name]) => name !== 'User-Agent'),
    });
  });

  test('what was not offered is not offered', async () => {
    expect(await called(pythonProgram(upgrade('ws://h.example/', [], [])))).toEqual({
      uri: 'ws://h.example/',
      subprotocols: null,
      compression: null,
      user_agent_header: null,
      additional_headers: [],
    });
  });

  test('any header of any bytes compiles', async () => {
    const values = fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    });
    const programs = fc
      .sample(values, 40)
      .map((value) => pythonProgram(upgrade('ws://h.example/', [], [['X', value]])));
    const check = 'import json, sys\nfor source in json.load(sys.stdin): compile(source, "copied", "exec")';
    const { status, stderr } = spawnSync('python3', ['-c', check], { input: JSON.stringify(programs) });
    expect([status, stderr.toString()]).toEqual([0, '']);
  });
});
