// Takes processor time and does nothing else: `burn.ts SHARE`, of one core, sixty times a second, as a page draws. What the
// machine has not left is not made up for: a page would draw less as well. When it is interrupted it says what it took.

/** Milliseconds. */
const TURN = 16;
/** Steps of work between two looks at how much there was. */
const STEPS = 20_000;

const share = Number(process.argv[2]);

/** Milliseconds. */
function burnt(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const began = performance.now();
const before = burnt();
let sum = 0;
setInterval(() => {
  const until = burnt() + TURN * share;
  while (burnt() < until) for (let step = 0; step < STEPS; step++) sum = (sum + step) | 0;
}, TURN);

process.stdout.write(`${JSON.stringify({ share })}\n`);
process.on('SIGINT', () => {
  const taken = (burnt() - before) / (performance.now() - began);
  process.stdout.write(`${JSON.stringify({ share: taken, sum })}\n`, () => process.exit(0));
});
