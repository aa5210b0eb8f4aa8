// A front that draws nothing: `asker.ts UI` asks the engine of web mode what the page asks while it follows its newest
// messages, at most as often as the page does, and throws the answers away.

import { WebSocket } from 'ws';
import { setTimeout as wait } from 'node:timers/promises';
import type { ViewState } from '../../../proxy/contract/model.ts';
import { connect, webSocketPort } from '../../../proxy/contract/port.ts';

/** Rows of the screen, and those that the list keeps beside them. */
const ROWS = 24;
/** Milliseconds: a page answers a change once it was drawn, and asks for the overview so often. */
const DRAWN_AFTER = 16;
const OVERVIEW_EVERY = 300;

const { host, origin, searchParams } = new URL(process.argv[2]!);
const socket = new WebSocket(`ws://${host}/api?token=${searchParams.get('token')}`, { origin });
await new Promise((resolve) => socket.once('open', resolve));
const { session } = connect(webSocketPort(socket));

const view = await session.openView({ connections: null, filter: '' });
let busy = false;
let asked = 0;

async function askForNewest({ count }: ViewState): Promise<void> {
  if (busy) return;
  busy = true;
  await session.rows(view.view, Math.max(0, count - ROWS), ROWS);
  asked += 1;
  busy = false;
}

await session.subscribe(async ({ views }) => {
  const state = views.find((each) => each.view === view.view);
  if (state) void askForNewest(state);
  await wait(DRAWN_AFTER);
});

let overviews = 0;
setInterval(() => void session.overview(view.view).then(() => (overviews += 1)), OVERVIEW_EVERY);

process.stdout.write(`${JSON.stringify({ view })}\n`);
process.on('SIGINT', () => {
  process.stdout.write(`${JSON.stringify({ asked, overviews })}\n`, () => process.exit(0));
});
