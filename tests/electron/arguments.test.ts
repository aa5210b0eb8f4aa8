import { describe, expect, test } from 'vitest';
import { appArguments, parseArguments, sessionFileIn } from '../../electron/arguments.ts';

const parse = (...argv: string[]) => parseArguments(argv, '/home/ana');

describe('what a person typed', () => {
  test('in a checkout comes after the folder of the app', () => {
    expect(appArguments(['/bin/electron', '.', 'a.framescope', '--json'], false)).toEqual([
      'a.framescope',
      '--json',
    ]);
  });

  test('may have switches of Chromium before that folder', () => {
    const argv = ['/bin/electron', '--inspect=0', '--no-sandbox', '/src/framescope', 'a.framescope'];
    expect(appArguments(argv, false)).toEqual(['--inspect=0', '--no-sandbox', 'a.framescope']);
  });

  test('comes after the executable when installed', () => {
    expect(appArguments(['/opt/Framescope/framescope', 'a.framescope'], true)).toEqual(['a.framescope']);
  });
});

describe('the command line', () => {
  test('may be empty', () => {
    expect(parse()).toEqual({
      dataDir: null,
      json: false,
      engine: {
        file: null,
        fileMustExist: false,
        proxyHost: '127.0.0.1',
        proxyPort: null,
        neverSlow: false,
        upstreamProxy: null,
        upstreamCa: [],
        insecureHosts: [],
        resolve: [],
        passthrough: [],
      },
    });
  });

  test('opens a file that must be there, and stores in one that need not', () => {
    expect(parse('chat.framescope').engine).toMatchObject({
      file: '/home/ana/chat.framescope',
      fileMustExist: true,
    });
    expect(parse('--session', '/tmp/new.framescope').engine).toMatchObject({
      file: '/tmp/new.framescope',
      fileMustExist: false,
    });
  });

  test('knows every option of a capturing command', () => {
    const words = [
      '--data-dir data --proxy-port 0 --proxy-host 0.0.0.0 --json',
      '--upstream-proxy socks5://127.0.0.1:1080 --upstream-ca a.pem --upstream-ca /b.pem',
      '--insecure-upstream a.test --insecure-upstream b.test',
      '--resolve a.test:443:127.0.0.1 --passthrough *.bank.test --never-slow',
    ];
    const { dataDir, json, engine } = parse(...words.join(' ').split(' '));
    expect(dataDir).toBe('/home/ana/data');
    expect(json).toBe(true);
    expect(engine).toMatchObject({
      proxyPort: 0,
      proxyHost: '0.0.0.0',
      upstreamProxy: 'socks5://127.0.0.1:1080',
      upstreamCa: ['/home/ana/a.pem', '/b.pem'],
      insecureHosts: ['a.test', 'b.test'],
      resolve: ['a.test:443:127.0.0.1'],
      passthrough: ['*.bank.test'],
      neverSlow: true,
    });
  });

  test('passes over the switches of Chromium', () => {
    const { engine } = parse(
      '--no-sandbox',
      '--disable-gpu',
      '--lang=de',
      'a.framescope',
      '--proxy-port=9000',
    );
    expect(engine).toMatchObject({ file: '/home/ana/a.framescope', proxyPort: 9000 });
  });

  test('leaves a wrong port to the engine, which says so', () => {
    expect(parse('--proxy-port', 'abc').engine.proxyPort).toBeNaN();
  });
});

test('a second start opens the file that it names, if there is one', () => {
  expect(sessionFileIn([import.meta.filename], '/')).toBe(import.meta.filename);
  expect(sessionFileIn(['no-such.framescope'], '/')).toBeNull();
  expect(sessionFileIn(['--json'], '/')).toBeNull();
});
