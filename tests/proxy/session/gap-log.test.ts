import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { GapLog } from '../../../proxy/session/gap-log.ts';
import { type Store, openStore } from '../../../proxy/store/store.ts';
import { tempDir } from '../../support/temp-dir.ts';

function emptyStore(): Store {
  const store = openStore(join(tempDir(), 'a.framescope'), 'create');
  onTestFinished(() => store.close());
  return store;
}

/** As the recorder does it. */
function save(store: Store, gaps: GapLog): void {
  store.begin();
  gaps.save();
  store.commit();
  gaps.settle();
}

/** A gap that lasts when the engine is killed. */
function killedIn(reason: 'paused' | 'budget'): Store {
  const store = emptyStore();
  const gaps = new GapLog(store);
  gaps.begin('disk', 1);
  gaps.begin(reason, 10);
  gaps.skip(2, 200);
  save(store, gaps);
  return store;
}

describe('when an engine was killed', () => {
  test('a gap for want of room goes on with what is read again, and ends with the engine', () => {
    const store = killedIn('budget');
    const gaps = new GapLog(store);
    expect(gaps.reason).toBe('budget');
    gaps.skip(1, 50);
    gaps.endKilled(30);
    save(store, gaps);
    expect(store.gaps()).toEqual([
      { from: 1, to: 10, reason: 'disk', messages: 0, bytes: 0 },
      { from: 10, to: 30, reason: 'budget', messages: 3, bytes: 250 },
    ]);
  });

  test('any other ended with it, and what comes later is one of its own', () => {
    const store = killedIn('paused');
    const gaps = new GapLog(store);
    expect(gaps.reason).toBe(null);
    gaps.begin('budget', 12);
    gaps.skip(1, 50);
    gaps.endKilled(30);
    save(store, gaps);
    expect(store.gaps().slice(1)).toEqual([
      { from: 10, to: 30, reason: 'paused', messages: 2, bytes: 200 },
      { from: 12, to: 30, reason: 'budget', messages: 1, bytes: 50 },
    ]);
  });
});

test('the list tells what is not saved yet', () => {
  const store = emptyStore();
  const gaps = new GapLog(store);
  gaps.begin('disk', 1);
  save(store, gaps);
  gaps.end(5);
  gaps.begin('paused', 10);
  gaps.skip(1, 7);
  expect(gaps.list()).toEqual([
    { from: 1, to: 5, reason: 'disk', messages: 0, bytes: 0 },
    { from: 10, to: null, reason: 'paused', messages: 1, bytes: 7 },
  ]);
});
