import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { messagePort, serve } from '../../proxy/contract/port.ts';
import type { Session } from '../../proxy/contract/session.ts';
import { connectHost, type LinkEvent } from '../../renderer/host.ts';
import { connection, createSessionFixture } from './support/session-fixture.ts';

/** What the desktop's preload does: one end to the page, the other to the engine. */
function handOverPort(session: Session): MessagePort {
  const { port1, port2 } = new MessageChannel();
  serve(session, messagePort(port2));
  window.postMessage('framescope:port', '*', [port1]);
  return port2;
}

function listen(): { events: LinkEvent[]; next: (link: LinkEvent['link']) => Promise<LinkEvent> } {
  const events: LinkEvent[] = [];
  connectHost((event) => events.push(event));
  const next = (link: LinkEvent['link']) =>
    vi.waitUntil(() => events.findLast((event) => event.link === link), { timeout: 3000 });
  return { events, next };
}

beforeEach(() => sessionStorage.clear());
afterEach(() => history.replaceState(null, '', location.pathname + location.search));

describe('in web mode', () => {
  test('the token of the link moves from the address bar to the tab', () => {
    history.replaceState(null, '', '#token=secret');
    connectHost(() => undefined);
    expect(location.href).not.toContain('secret');
    expect(sessionStorage.getItem('framescope:token')).toBe('secret');
  });

  test('without a token the person is told which link to open', async () => {
    const refused = await listen().next('refused');
    expect(refused).toMatchObject({ error: { hint: expect.stringContaining('printed in the terminal') } });
  });
});

describe('in the desktop window', () => {
  test('a port that is handed over is a live session', async () => {
    const { next } = listen();
    handOverPort(createSessionFixture({ connections: [connection(7)] }).session);
    const live = await next('live');
    const rows = live.link === 'live' ? await live.session.connections() : [];
    expect(rows.map((row) => row.id)).toEqual([7]);
  });

  test('the port of a restarted engine is a new session', async () => {
    const { next } = listen();
    handOverPort(createSessionFixture().session);
    const first = await next('live');
    handOverPort(createSessionFixture().session);
    const second = await vi.waitUntil(async () => {
      const latest = await next('live');
      return latest === first ? null : latest;
    });
    expect(second).toMatchObject({ link: 'live' });
  });

  test('a message that only looks like one is not taken', async () => {
    const { events } = listen();
    const before = events.length;
    window.postMessage('framescope:port', '*');
    window.postMessage('something else', '*', [new MessageChannel().port1]);
    const { promise, resolve } = Promise.withResolvers<void>();
    window.addEventListener('message', (event) => (event.data === 'last' ? resolve() : undefined));
    window.postMessage('last', '*');
    await promise;
    expect(events).toHaveLength(before);
  });
});
