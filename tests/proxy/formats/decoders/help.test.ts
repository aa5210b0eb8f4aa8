import { expect, test } from 'vitest';
import { parseFilter } from '../../../../proxy/contract/filter-parse.ts';
import { BUILT_IN } from '../../../../proxy/formats/decoders/registry.ts';
import { PROTOCOL_FAMILIES } from '../../../../renderer/features/help/protocols.ts';

const helped = PROTOCOL_FAMILIES.flatMap(({ protocols }) => protocols);

test('the help names every decoder there is, and no other', () => {
  expect(helped.map(({ name }) => name).toSorted()).toEqual(BUILT_IN.map(({ name }) => name).toSorted());
});

test.each(helped)('the filter to try of $title can be read', ({ filter }) => {
  expect(parseFilter(filter).ok).toBe(true);
});
