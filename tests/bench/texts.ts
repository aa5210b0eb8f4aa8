// Payloads of the kind that people look at: ticks of a market as JSON, lines of a Twitch chat. Each is another one, and
// the same number always gives the same.

const SYMBOLS = ['AAPL', 'AMZN', 'BTC-USD', 'ETH-USD', 'EURUSD', 'GOOG', 'MSFT', 'NVDA', 'TSLA', 'ZURN'];
const VENUES = ['XNAS', 'XNYS', 'BATS', 'XETR'];
const NAMES = ['ana', 'bo_the_cat', 'citrusfan', 'delta9000', 'evilmuffin', 'framewise', 'goldfish_', 'hal'];
const WORDS =
  'hello Kappa nice play that was close what is the song gg wp LUL who is winning do it again PogChamp no way'.split(
    ' ',
  );

/** Between 0 and 2³² - 1, from a number and which of its random values it is. */
function random(n: number, salt: number): number {
  let x = Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return (x ^ (x >>> 15)) >>> 0;
}

const pick = (list: readonly string[], n: number, salt: number): string =>
  list[random(n, salt) % list.length]!;

/** About 160 bytes. The price goes evenly from 0 to 1000. */
export function tick(n: number): string {
  const price = (random(n, 1) % 100_000) / 100;
  return `{"type":"tick","id":${n},"symbol":"${pick(SYMBOLS, n, 2)}","price":${price},"size":${random(n, 3) % 500},"bid":${(price - 0.01).toFixed(2)},"ask":${(price + 0.01).toFixed(2)},"venue":"${pick(VENUES, n, 4)}","ref":"${random(n, 5).toString(36)}"}`;
}

/** About 250 bytes. */
export function chatLine(n: number): string {
  const name = pick(NAMES, n, 6);
  const color = (random(n, 7) & 0xffffff).toString(16).padStart(6, '0').toUpperCase();
  const words = Array.from({ length: 3 + (random(n, 8) % 9) }, (_, place) => pick(WORDS, n, 10 + place));
  const tags = `badges=subscriber/${random(n, 9) % 40};color=#${color};display-name=${name};emotes=;mod=0;room-id=71092938;subscriber=1;tmi-sent-ts=${1_732_270_000_000 + n};user-id=${random(n, 5)}`;
  return `@${tags} :${name}!${name}@${name}.tmi.twitch.tv PRIVMSG #framescope :${words.join(' ')}\r\n`;
}

/** About 190 bytes, of the same. */
export function jsonRpcResult(n: number): string {
  return `{"jsonrpc":"2.0","id":${n},"result":${tick(n)}}`;
}
