import { describe, expect, test } from 'vitest';
import { NO_DECODER } from '../../../proxy/contract/decoder-choice.ts';
import { CONFIDENCE, type Decoder } from '../../../proxy/formats/decoders/decoder.ts';
import { type Choice, Decoders } from '../../../proxy/formats/decoders/decoders.ts';
import { BUILT_IN, builtIn } from '../../../proxy/formats/decoders/registry.ts';
import { isDialogue, readersOf, usualReaders } from '../../../proxy/session/readers.ts';

const OWN: Decoder = {
  name: 'own:mine',
  revision: 'r1',
  label: 'Mine',
  reads: 'both',
  recognises: () => CONFIDENCE.none,
  decode: () => null,
  spellings: () => null,
  heartbeat: null,
  turns: () => [],
};

const host = 'h.test';
const choosing = (choice: Choice) => new Decoders([OWN, ...BUILT_IN], choice);

describe('who reads a dialogue', () => {
  test('is who recognised the connection, and nobody where messages stand for themselves', () => {
    expect(readersOf(builtIn, { host, decoder: 'graphql' })).toBe('graphql graphql');
    expect(readersOf(builtIn, { host, decoder: 'mqtt' })).toBe('mqtt mqtt');
    for (const decoder of ['json', null]) {
      expect(readersOf(builtIn, { host, decoder })).toBe('- -');
      expect(isDialogue(builtIn, { host, decoder })).toBe(false);
    }
  });

  test('is who was chosen, with what it was made of where that may change', () => {
    const decoders = choosing(() => 'own:mine');
    expect(readersOf(decoders, { host, decoder: 'graphql' })).toBe('own:mine@r1 own:mine@r1');
    expect(readersOf(decoders, { decoder: 'graphql' })).toBe('graphql graphql'); // of no host
  });

  test('is nobody where one side is not read: no answer would be understood', () => {
    const decoders = choosing((_, from) => (from === 'client' ? NO_DECODER : null));
    expect(readersOf(decoders, { host, decoder: 'graphql' })).toBe('- -');
    expect(isDialogue(decoders, { host, decoder: 'graphql' })).toBe(false);
  });

  test('is one side’s alone where its units go on in its next message', () => {
    const decoders = choosing((_, from) => (from === 'client' ? 'json' : 'mqtt'));
    expect(readersOf(decoders, { host, decoder: 'json' })).toBe('- mqtt');
    expect(isDialogue(decoders, { host, decoder: 'json' })).toBe(true);
  });

  test('is not known where one of them is not there', () => {
    expect(
      readersOf(
        choosing(() => 'own:gone'),
        { host, decoder: 'json' },
      ),
    ).toBeNull();
    expect(readersOf(builtIn, { host, decoder: 'own:mine' })).toBeNull();
  });

  test('is usually who recognised it, of those that everybody has', () => {
    expect(usualReaders({ host, decoder: 'graphql' })).toBe('graphql graphql');
    for (const decoder of ['own:mine', 'json', null]) expect(usualReaders({ host, decoder })).toBe('- -');
  });
});
