import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { toTypeScript } from '../../../../proxy/formats/schema/type-script.ts';
import { tempDir } from '../../../support/temp-dir.ts';
import { kindsOf } from './schemas.ts';

const packageOfCompiler = createRequire(import.meta.url).resolve('typescript/package.json');
const COMPILER = join(dirname(packageOfCompiler), 'bin', 'tsc');

/** What the compiler says of the types, with these values as messages; empty: nothing. */
async function faultsOf(types: string, values: readonly unknown[]): Promise<string> {
  const folder = tempDir();
  const messages = values.map((value) => `  ${JSON.stringify(value)},\n`).join('');
  writeFileSync(
    join(folder, 'messages.ts'),
    `${types}\nexport const messages: Message[] = [\n${messages}];\n`,
  );
  const words = [COMPILER, '--noEmit', '--strict', '--target', 'es2022', 'messages.ts'];
  const run = promisify(execFile)(process.execPath, words, { cwd: folder });
  return run.then(
    () => '',
    ({ stdout }: { readonly stdout: string }) => stdout,
  );
}

const MESSAGES = [
  { type: 'quote', price: 1.5, side: 'buy', 'first name': 'Ana', class: 1, $: null },
  { type: 'quote', price: null, levels: [{ at: 1, of: [1, 'two'] }, [], {}] },
  { type: 'Array', value: [] },
  { type: 'Record', 'a"b\\c\n*/': { '': true, '0x': 1, '\u2028': 'x', é: 2 } },
  { type: 'message', text: '*/ export type Broken = ;' },
  { type: '*/ }\n', n: 1 },
  { type: 'string' },
  {
    type: 'under ids',
    of: { 1001: 1, 1002: 2, 1003: 3, 1004: 4, 1005: 5, 1006: 6, 1007: 7, 1008: 8, 1009: 9, 1010: '10' },
  },
  { type: '7up', nothing: null, none: {} },
  [1, 'two', { three: [3] }],
  [],
];

describe('TypeScript types', () => {
  test('compile, and the messages that they were inferred from are of them', async () => {
    expect(await faultsOf(toTypeScript('any "title" */', kindsOf(...MESSAGES)), MESSAGES)).toBe('');
  });

  test('are none that anything would be of', async () => {
    const types = toTypeScript('quotes', kindsOf({ type: 'quote', price: 1 }));
    expect(await faultsOf(types, [{ type: 'quote', price: '1' }])).toMatch(/not assignable to type 'number'/);
  });

  test('of no messages compile too', async () => {
    expect(await faultsOf(toTypeScript('nothing', []), [])).toBe('');
  });

  test('read as one would write them', () => {
    const quotes = Array.from({ length: 20 }, (_, n) => ({
      type: 'quote',
      price: n + 0.5,
      ...(n % 2 && { 'last-size': n }),
      book: { side: n % 2 ? 'buy' : 'sell', levels: [n, null], tags: ['x'] },
    }));
    expect(toTypeScript('wss://a.example/', kindsOf(...quotes))).toBe(`/** wss://a.example/, as captured. */

/** json quote: 0 sent, 20 received. */
export type Quote = {
  type: "quote";
  price: number;
  book: {
    side: "sell" | "buy";
    levels: (number | null)[];
    tags: "x"[];
  };
  "last-size"?: number;
};

export type Message = Quote;
`);
  });
});
