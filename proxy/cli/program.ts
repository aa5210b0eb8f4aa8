// The command line, word by word: commands, options, help. What they do is in commands/; what they mean to the
// session is in options.ts. Wrong words end with exit code 2 and a suggestion.

import { existsSync } from 'node:fs';
import { Argument, Command, CommanderError, InvalidArgumentError } from 'commander';
import { distance } from 'fastest-levenshtein';
import { parseConnectionId } from '../contract/ids.ts';
import { BARE_WORDS, FILTER_KEYS } from '../contract/filter-keys.ts';
import { browser } from './commands/browser.ts';
import { type CaAction, ca } from './commands/ca.ts';
import { capture } from './commands/capture.ts';
import { desktop } from './commands/desktop.ts';
import { exportSession } from './commands/export.ts';
import { replay } from './commands/replay.ts';
import { run } from './commands/run.ts';
import { collectHeader, send } from './commands/send.ts';
import { web } from './commands/web.ts';
import {
  addCaptureOptions,
  collect,
  filterOption,
  formatOption,
  parsePort,
  parsePositive,
} from './options.ts';
import { EXIT, type Exit } from './terminal.ts';
import { VERSION } from './version.ts';

const WEB_PORT = 8898;
const DEMO_RATE = 5;

/** Runs one command line and resolves with its exit code; rejects with what went wrong. */
export async function runProgram(args: readonly string[]): Promise<Exit> {
  let exit: Exit = EXIT.done;
  const program = createProgram(args, (code) => {
    exit = code;
  });
  try {
    refuseUnknownCommand(program, args[0]);
    await program.parseAsync(args, { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
}

function createProgram(args: readonly string[], done: (exit: Exit) => void): Command {
  const program = new Command('framescope')
    .description('Shows, filters, replays and exports live WebSocket traffic.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(framescope --help lists what there is)')
    .enablePositionalOptions()
    .addHelpText('after', EXAMPLES);
  const command = (name: string, description: string) => program.command(name).description(description);

  addWebOptions(addCaptureOptions(program.argument('[file]', 'session file to open')))
    .option('--demo', 'with a demo: Twitch-like chat through the proxy')
    .action(async (file: string | undefined, flags) => done(await desktop(file, withDemo(flags), args)));

  addWebOptions(addCaptureOptions(command('web', 'Open the page in a browser')))
    .option('--demo', 'with a demo: Twitch-like chat through the proxy')
    .action(async (flags) => done(await web(withDemo(flags))));

  addOutputOptions(
    addCaptureOptions(command('capture', 'Capture without a page; NDJSON to stdout as it happens')),
  )
    .option('--redact', 'mask cookies, credentials and tokens')
    .option('--duration <seconds>', 'end after so many seconds', parsePositive)
    .option('--quiet', 'say nothing on stderr but errors')
    .action(async (flags) => done(await capture(flags)));

  command('export', 'Convert a session file')
    .argument('<file>', 'session file')
    .option('-o, --output <file>', 'where to write (default: stdout)')
    .addOption(formatOption())
    .addOption(filterOption())
    .option('--decode', 'add decoded fields')
    .option('--no-redact', 'keep cookies, credentials and tokens')
    .option('--data-dir <dir>', 'where settings and decoders lie')
    .action(async (file: string, flags) => done(await exportSession(file, flags)));

  addCaptureOptions(command('replay', 'Play the client’s side of a captured connection again'))
    .argument('<file>', 'session file; the new connection is added to it')
    .requiredOption('--connection <id>', 'which connection, such as c1', parseConnection)
    .option('--to <url>', 'another server (default: the captured URL)')
    .option('--speed <factor>', '2 is twice as fast', parsePositive, 1)
    .action(async (file: string, flags) => done(await replay(file, flags)));

  addCaptureOptions(command('send', 'Send messages to a WebSocket server and print the answers'))
    .argument('<url>', 'ws:// or wss:// URL')
    .argument('[message...]', 'text messages (default: each line of stdin)')
    .option('--header <header>', '“Name: value” for the handshake (repeatable)', collectHeader)
    .option('--subprotocol <name>', 'subprotocol to offer (repeatable)', collect)
    .option('--wait <seconds>', 'end when no answer came for so long', parsePositive, 2)
    .action(async (url: string, messages: string[], flags) => done(await send(url, messages, flags)));

  addOutputOptions(
    addCaptureOptions(command('run', 'Run a program with the proxy and the CA in its environment')),
  )
    .argument('<command...>', 'the program and its arguments, after --')
    .passThroughOptions()
    .action(async ([name = '', ...rest]: string[], flags) => done(await run(name, rest, flags)));

  addCaptureOptions(command('browser', 'Open a browser that uses and trusts the proxy'))
    .argument('[words...]', 'chromium, chrome, edge or firefox (default: the first found), and a URL')
    .action(async (words: string[], flags) => done(await browser(words, flags)));

  command('ca', 'The certificate authority')
    .addArgument(
      new Argument('[action]', 'what to do')
        .choices(['path', 'show', 'export', 'fingerprint'])
        .default('show'),
    )
    .argument('[file]', 'where to export to (.crt, .cer, .der: DER; else PEM)')
    .option('--data-dir <dir>', 'where the CA lies')
    .action(async (action: CaAction, file: string | undefined, flags: { dataDir?: string }) =>
      done(await ca(action, file, flags.dataDir)),
    );

  addWebOptions(
    addCaptureOptions(command('demo', 'Watch Twitch-like chat that really goes through the proxy')),
  )
    .option('--rate <messages>', 'messages a second, 1 to 5000', parseRate, DEMO_RATE)
    .action(async (flags) => done(await web({ ...flags, demoRate: flags.rate })));

  program.command('help [word]', { hidden: true }).action((word?: string) => help(program, word));
  return program;
}

function addWebOptions(command: Command): Command {
  return command
    .option('--port <port>', 'port of the page; 0 takes any free one', parsePort, WEB_PORT)
    .option('--host <host>', 'address that the page is served on', '127.0.0.1')
    .option('--no-open', 'do not open a browser');
}

function addOutputOptions(command: Command): Command {
  return command
    .addOption(filterOption())
    .option('--out <file>', 'write to this file instead of stdout')
    .addOption(formatOption())
    .option('--decode', 'add decoded fields');
}

function withDemo<F extends { demo?: boolean }>(flags: F): F & { demoRate?: number } {
  return flags.demo ? { ...flags, demoRate: DEMO_RATE } : flags;
}

function parseConnection(text: string) {
  const id = parseConnectionId(text);
  if (id) return id;
  throw new InvalidArgumentError('It is a number such as c1; framescope export FILE lists them.');
}

function parseRate(text: string): number {
  const rate = parsePositive(text);
  if (rate >= 1 && rate <= 5000) return rate;
  throw new InvalidArgumentError('It is a number from 1 to 5000.');
}

/** A first word that is no file is nearly always a command that was mistyped. */
function refuseUnknownCommand(program: Command, word: string | undefined): void {
  const names = program.commands.map((each) => each.name());
  if (word === undefined || word.startsWith('-') || names.includes(word)) return;
  if (!existsSync(word) && !/[./\\]/.test(word)) refuse(program, 'command or file', word, names);
}

function refuse(program: Command, what: string, word: string, names: readonly string[]): never {
  const [near] = names.toSorted((a, b) => distance(a, word) - distance(b, word));
  const hint = near && distance(near, word) <= 3 ? `\n(Did you mean ${near}?)` : '';
  program.error(`error: unknown ${what} '${word}'${hint}`, { code: 'framescope.unknownCommand' });
}

function help(program: Command, word: string | undefined): void {
  if (word === 'filter') {
    process.stdout.write(filterHelp());
    return;
  }
  const found = program.commands.find((each) => each.name() === word);
  if (word !== undefined && !found) {
    refuse(program, 'command or topic', word, ['filter', ...program.commands.map((each) => each.name())]);
  }
  (found ?? program).outputHelp();
}

const EXAMPLES = `
Without a command: the desktop window, or the page where there is no desktop.
Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 wrong words, 130 interrupted.

Examples:
  framescope                                        open Framescope
  framescope browser https://example.com            watch a site
  framescope capture --filter 'ws kind:PRIVMSG' | jq .data
  framescope run -- node client.mjs                 watch a program
  framescope export day.framescope -o day.har       for Chrome’s Network panel
  framescope help filter                            the filter language`;

function filterHelp(): string {
  const rows = [
    ...BARE_WORDS.map(({ word, doc }) => [word, doc] as const),
    ...FILTER_KEYS.map(({ key, doc }) => [`${key}:`, doc] as const),
  ];
  const width = Math.max(...rows.map(([word]) => word.length)) + 2;
  return `The filter language is the same in the list, the timeline, and --filter.

  a b         both            -a or !a   not a
  a | b       either          ( … )      grouped
  "a b"       as it is        /a+b/i     regular expression
  key:value   as below        $.price>100, irc.command:PRIVMSG, $["first name"]:Ana   a decoded field

${rows.map(([word, doc]) => `  ${word.padEnd(width)}${doc}`).join('\n')}
`;
}
