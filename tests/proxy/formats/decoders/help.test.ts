import { readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { matchMessage } from '../../../../proxy/contract/filter-match.ts';
import { parseFilter } from '../../../../proxy/contract/filter-parse.ts';
import { builtIn, BUILT_IN } from '../../../../proxy/formats/decoders/registry.ts';
import { helpOf, PROTOCOL_FAMILIES } from '../../../../renderer/features/help/protocols.ts';
import { leadingPart } from '../../../../renderer/features/timeline/leading-part.ts';
import { bytesOf, DECODER_SAMPLES, opcodeOf } from '../../../support/decoder-samples.ts';
import { connection, message } from '../../contract/filter-facts.ts';

const root = resolve(import.meta.dirname, '../../../..');
const pictures = resolve(root, 'renderer/features/help/pictures');
const readme = readFileSync(resolve(root, 'README.md'), 'utf8');
const helped = PROTOCOL_FAMILIES.flatMap(({ protocols }) => protocols);

test('the help names every decoder there is, and no other', () => {
  expect(helped.map(({ name }) => name).toSorted()).toEqual(BUILT_IN.map(({ name }) => name).toSorted());
});

describe.each(DECODER_SAMPLES)('a usual message of $name', (sample) => {
  const said = { from: 'server', opcode: opcodeOf(sample), payload: bytesOf(sample) } as const;
  const decoded = builtIn.decode(sample.context, said)!;
  const { row = ['', ''], filter = '' } = helpOf(sample.name) ?? {};

  test('stands in the timeline as the help draws it', () => {
    const { kind, summary } = leadingPart(decoded);
    const [begins, cut] = row[1].split('…');
    expect([kind, cut === undefined ? summary : summary.slice(0, begins?.length)]).toEqual([row[0], begins]);
  });

  test('is shown by the filter to try', () => {
    const parsed = parseFilter(filter);
    if (!parsed.ok) throw new Error(parsed.error.message);
    const facts = message({ decoded: () => decoded }, null);
    expect(matchMessage(parsed.filter, connection({ decoder: sample.name }), facts, 'text')).toBe(true);
  });
});

describe('each family', () => {
  test.each(PROTOCOL_FAMILIES)('$title has its section in the README, with its picture', (family) => {
    const [, section = ''] = readme.split(`\n### ${family.title}\n`);
    const picture = `![${family.shows}](renderer/features/help/pictures/${family.name}.png)`;
    expect(section.split('\n### ')[0]).toContain(picture);
  });

  test('has a picture for the light page and one for the dark page, and no picture is nobody’s', () => {
    const wanted = PROTOCOL_FAMILIES.flatMap(({ name }) => [`${name}.png`, `${name}-dark.png`]);
    expect(readdirSync(pictures).toSorted()).toEqual(wanted.toSorted());
  });

  test('has pictures that are small', () => {
    const sizes = readdirSync(pictures).map((name) => statSync(resolve(pictures, name)).size);
    expect(Math.max(...sizes)).toBeLessThan(60 * 1024);
  });
});

test.each(helped)('the README names $title and its filter to try', ({ title, filter }) => {
  const line = readme.split('\n').find((each) => each.startsWith(`| ${title} `));
  expect(line).toContain(`\`${filter.replaceAll('|', String.raw`\|`)}\``);
});
