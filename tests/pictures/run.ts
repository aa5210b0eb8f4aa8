// `npm run pictures [-- FAMILY…]`: plays a short conversation of each family of protocols through the real proxy, and takes
// a picture of the timeline that shows it.

import { calls } from './calls.ts';
import { takePictures, type Motif } from './camera.ts';
import { chat } from './chat.ts';
import { formats } from './formats.ts';
import { messaging } from './messaging.ts';
import { realTime } from './real-time.ts';
import { onStage, type Stage } from './stage.ts';

/** Of the families of renderer/features/help/protocols.ts, by name. */
const PLAYS: Readonly<Record<string, (stage: Stage) => Promise<Motif>>> = {
  chat,
  'real-time': realTime,
  messaging,
  calls,
  formats,
};

const asked = process.argv.slice(2);
for (const [family, play] of Object.entries(PLAYS)) {
  if (asked.length > 0 && !asked.includes(family)) continue;
  process.stderr.write(`pictures: ${family}…\n`);
  await onStage(async (stage) => takePictures(stage, family, await play(stage)));
}
process.exit(0);
