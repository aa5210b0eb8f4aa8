import { expect, test } from 'vitest';
import { BUILT_IN, builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { bytesOf, DECODER_SAMPLES, opcodeOf } from '../../../support/decoder-samples.ts';

const read = (sample: (typeof DECODER_SAMPLES)[number]) =>
  builtIn.decode(sample.context, { from: 'server', opcode: opcodeOf(sample), payload: bytesOf(sample) });

test('there is a usual message of every decoder', () => {
  expect(DECODER_SAMPLES.map(({ name }) => name).toSorted()).toEqual(
    BUILT_IN.map(({ name }) => name).toSorted(),
  );
});

test.each(DECODER_SAMPLES)('$name reads its own', (sample) => {
  const decoded = read(sample);
  expect(decoded?.protocol).toBe(sample.name);
  expect(decoded?.note).toBeUndefined();
  expect(decoded?.kind).not.toBe('malformed');
});
