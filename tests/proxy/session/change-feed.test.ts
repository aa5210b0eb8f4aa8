import { describe, expect, test } from 'vitest';
import type { ViewId } from '../../../proxy/contract/ids.ts';
import type { Change, Status } from '../../../proxy/contract/model.ts';
import { createChangeFeed } from '../../../proxy/session/change-feed.ts';
import { connectionRow } from '../store/rows.ts';

const status = (messages: number) => ({ totals: { messages } }) as unknown as Status;
const change = (messages: number, more: Partial<Change> = {}): Change => ({
  connections: [],
  annotations: [],
  reset: false,
  views: [],
  status: status(messages),
  ...more,
});
const row = (id: number, receivedMessages: number) => connectionRow(id, { receivedMessages });
const view = (id: number, count: number) => ({
  view: id as ViewId,
  count,
  scanned: count,
  total: count,
  evicted: 0,
});

/** A listener that answers when told to. */
function slowListener() {
  const heard: Change[] = [];
  const waiting: PromiseWithResolvers<void>[] = [];
  return {
    heard,
    listen: (each: Change) => {
      heard.push(each);
      const answer = Promise.withResolvers<void>();
      waiting.push(answer);
      return answer.promise;
    },
    async answer() {
      waiting.shift()?.resolve();
      await new Promise(setImmediate);
    },
  };
}

describe('a listener that has not answered', () => {
  test('gets what it missed as one change with the newest state', async () => {
    const feed = createChangeFeed();
    const slow = slowListener();
    feed.subscribe(slow.listen);
    feed.publish(change(1));
    feed.publish(change(2, { connections: [row(1, 5), row(2, 1)], views: [view(1, 3)] }));
    feed.publish(change(3, { connections: [row(1, 9)], views: [view(1, 4), view(2, 7)] }));
    expect(slow.heard).toHaveLength(1);
    await slow.answer();
    expect(slow.heard[1]).toEqual(
      change(3, { connections: [row(1, 9), row(2, 1)], views: [view(1, 4), view(2, 7)] }),
    );
    await slow.answer();
    expect(slow.heard).toHaveLength(2);
  });

  test('does not hold up another', () => {
    const feed = createChangeFeed();
    const slow = slowListener();
    const quick: Change[] = [];
    feed.subscribe(slow.listen);
    feed.subscribe((each) => void quick.push(each));
    feed.publish(change(1));
    expect([slow.heard.length, quick.length]).toEqual([1, 1]);
  });

  test('forgets before a clear what the clear forgot', async () => {
    const feed = createChangeFeed();
    const slow = slowListener();
    feed.subscribe(slow.listen);
    feed.publish(change(1));
    feed.publish(change(2, { connections: [row(1, 5)] }));
    feed.publish(change(0, { reset: true, connections: [row(2, 0)] }));
    feed.publish(change(1, { connections: [row(3, 1)] }));
    await slow.answer();
    expect(slow.heard[1]).toEqual(change(1, { reset: true, connections: [row(2, 0), row(3, 1)] }));
  });

  test('hears nothing more once it has unsubscribed', async () => {
    const feed = createChangeFeed();
    const slow = slowListener();
    const stop = feed.subscribe(slow.listen);
    feed.publish(change(1));
    feed.publish(change(2));
    stop();
    feed.publish(change(3));
    await slow.answer();
    expect(slow.heard).toHaveLength(1);
  });
});

test('a listener that fails does not take the others with it', async () => {
  const feed = createChangeFeed();
  const heard: Change[] = [];
  feed.subscribe(() => {
    throw new Error('gone');
  });
  feed.subscribe((each) => void heard.push(each));
  feed.publish(change(1));
  await new Promise(setImmediate);
  feed.publish(change(2));
  await new Promise(setImmediate);
  expect(heard).toEqual([change(1), change(2)]);
});
