// The demo in a process of its own (or a worker thread, where there can be none): the generated Twitch and a
// client of it, so that what is captured is real traffic of another program. Ends with whoever started it.

import { parentPort } from 'node:worker_threads';
import type { DemoCommand, DemoReport } from './demo-messages.ts';
import { type TwitchClient, startTwitchClient } from './twitch-client.ts';
import { type TwitchServer, startTwitchServer } from './twitch-server.ts';

const NICK = 'framescope_demo';
const CHANNEL = '#framescope';

let server: TwitchServer | null = null;
let client: TwitchClient | null = null;
let seed = 0;

async function obey(command: DemoCommand): Promise<void> {
  switch (command.do) {
    case 'serve':
      seed = command.seed;
      server = await startTwitchServer(command);
      return report({ is: 'serving', port: server.port });
    case 'connect':
      await client?.stop();
      client = startTwitchClient({
        ...command,
        port: server!.port,
        nick: NICK,
        channel: CHANNEL,
        seed,
      });
      return;
    case 'set-rate':
      return server?.setRate(command.rate);
    case 'stop':
      await client?.stop();
      await server?.close();
      process.exit();
  }
}

function report(message: DemoReport): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  if (parentPort) parentPort.postMessage(message);
  else process.send!(message);
}

function receive(command: DemoCommand): void {
  obey(command).catch((error: unknown) => report({ is: 'failed', message: String(error) }));
}

if (parentPort) parentPort.on('message', receive);
else {
  process.on('message', receive);
  process.on('disconnect', () => process.exit());
  process.on('SIGINT', () => {}); // Ctrl+C reaches the whole group; the engine ends this process in its own time
}
