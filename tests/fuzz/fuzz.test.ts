import fc from 'fast-check';
import { describe, test } from 'vitest';
import { cases } from './mutations.ts';
import { formatCase } from './target.ts';
import { TARGETS } from './targets.ts';

const RUNS = 1500;

/** `npm run fuzz` does this a million times. */
describe('of mutated streams', () => {
  test.each(Object.entries(TARGETS))('%s keeps its law', (name, target) => {
    const property = fc.property(cases(target), (each) => target.check(each));
    const { failed, counterexample, errorInstance, seed } = fc.check(property, { numRuns: RUNS });
    if (!failed) return;
    const line = counterexample ? formatCase(counterexample[0]) : '';
    throw new Error(`${name} ${target.law}: not so of --case ${line} (seed ${seed})`, {
      cause: errorInstance,
    });
  });
});
