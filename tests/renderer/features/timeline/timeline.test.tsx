import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Seq } from '../../../../proxy/contract/ids.ts';
import type { Session } from '../../../../proxy/contract/session.ts';
import { type CaptureFixture, createCaptureFixture } from '../../support/capture-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection } from '../../support/session-fixture.ts';

const chat = connection(1, { path: '/', url: 'wss://irc-ws.chat.twitch.tv/' });
const said = (index: number) => `:ana!ana@ana.tmi.twitch.tv PRIVMSG #chan :line ${index}\r\n`;

interface OpenTimeline extends CaptureFixture {
  /** Tells the page what was added. */
  readonly tell: () => Promise<void>;
  readonly calls: Awaited<ReturnType<typeof openWindow>>['calls'];
}

async function openTimeline(fill: (capture: CaptureFixture) => void, over = chat): Promise<OpenTimeline> {
  await page.viewport(1300, 800);
  const capture = createCaptureFixture(over);
  fill(capture);
  const window = await openWindow({ connections: [over], answers: capture.answers });
  window.store.setState({ selected: over.id });
  return { ...capture, calls: window.calls, tell: () => window.change({ views: capture.views() }) };
}

const lines = (count: number) => (capture: CaptureFixture) => {
  for (let index = 1; index <= count; index++) capture.add(said(index));
};

const list = () => page.getByRole('treegrid', { name: 'Messages' });
const line = (index: number) => list().getByText(`line ${index}`, { exact: true });
const row = (text: string | RegExp) => list().getByRole('row', { name: text });
const rowCount = () => list().element().querySelectorAll('[data-row]').length;
const find = () => page.getByRole('combobox', { name: 'Find in messages' });
const filter = () => page.getByRole('region', { name: 'Messages', exact: true }).getByRole('code');
const pill = (count: number) => page.getByRole('button', { name: `${count} new` });

describe('an open connection', () => {
  test('shows its newest message, and each one that comes', async () => {
    const timeline = await openTimeline(lines(500));
    await expect.element(line(500)).toBeVisible();
    timeline.add(said(501));
    await timeline.tell();
    await expect.element(line(501)).toBeVisible();
  });

  test('keeps still what is read after the user scrolls away, and says how many are new', async () => {
    const timeline = await openTimeline(lines(500));
    await expect.element(line(500)).toBeVisible();
    await userEvent.wheel(list(), { delta: { y: -2200 } });
    await expect.element(line(390)).toBeVisible();
    const before = line(390).element().getBoundingClientRect().top;
    for (let index = 501; index <= 540; index++) timeline.add(said(index));
    await timeline.tell();
    await expect.element(pill(40)).toBeVisible();
    expect(line(390).element().getBoundingClientRect().top).toBe(before);
  });

  test('takes a message that is whole after later ones in its place, and the chosen one stays chosen', async () => {
    const at = (index: number) => ({ seq: (index * 10) as Seq });
    const timeline = await openTimeline((capture) => {
      for (let index = 1; index <= 20; index++) capture.add(said(index), at(index));
    });
    await userEvent.click(line(12));
    timeline.add(said(99), { seq: 55 as Seq });
    await timeline.tell();
    await expect.element(line(99)).toBeVisible();
    await expect.element(row(/line 12/)).toHaveAttribute('aria-selected', 'true');
    const shown = list()
      .getByText(/^line \d+$/)
      .elements()
      .map(({ textContent }) => textContent);
    expect(shown.slice(0, 8)).toEqual([1, 2, 3, 4, 5, 99, 6, 7].map((index) => `line ${index}`));
  });

  test('returns to the newest by the pill, and by End', async () => {
    const timeline = await openTimeline(lines(500));
    await expect.element(line(500)).toBeVisible();
    list().element().focus();
    await userEvent.keyboard('{Home}');
    await expect.element(line(1)).toBeVisible();
    timeline.add(said(501));
    await timeline.tell();
    await userEvent.click(pill(1));
    await expect.element(line(501)).toBeVisible();
    await expect.element(pill(1)).not.toBeInTheDocument();
    await userEvent.keyboard('{Home}');
    list().element().focus();
    await userEvent.keyboard('{End}');
    timeline.add(said(502));
    await timeline.tell();
    await expect.element(line(502)).toBeVisible();
  });

  test('is held and followed by Space', async () => {
    const timeline = await openTimeline(lines(500));
    await expect.element(line(500)).toBeVisible();
    list().element().focus();
    await userEvent.keyboard(' ');
    timeline.add(said(501));
    await timeline.tell();
    await expect.element(pill(1)).toBeVisible();
    await userEvent.keyboard(' ');
    await expect.element(line(501)).toBeVisible();
  });

  test('never has two requests for rows under way in one view', async () => {
    const timeline = await openTimeline(lines(2000));
    await expect.element(line(2000)).toBeVisible();
    list().element().focus();
    await userEvent.keyboard('{Home}{PageDown}{PageDown}{PageDown}{End}{PageUp}');
    await expect.element(line(1995)).toBeVisible();
    expect(timeline.concurrency()).toBe(1);
  });

  test('completes a message that was in progress', async () => {
    const timeline = await openTimeline((capture) => capture.add('half', { complete: false, decoded: null }));
    await expect.element(row(/half/)).toMatchTextContent(/in progress/);
    Object.assign(timeline.messages[0]!, { complete: true });
    timeline.add(said(2));
    await timeline.tell();
    await expect.element(line(2)).toBeVisible();
  });
});

describe('a closed connection', () => {
  test('begins with its first message, and what is still being found is not new', async () => {
    await page.viewport(1300, 800);
    const closed = { ...chat, state: 'closed' } as const;
    const capture = createCaptureFixture(closed);
    lines(100)(capture);
    const openView: Session['openView'] = async (query) => {
      const state = await capture.answers.openView!(query);
      return { ...state, count: 10, scanned: 10 };
    };
    const window = await openWindow({ connections: [closed], answers: { ...capture.answers, openView } });
    window.store.setState({ selected: closed.id });
    await expect.element(page.getByText('Looking through 10 of 100')).toBeVisible();
    await expect.element(line(1)).toBeVisible();
    await window.change({ views: capture.views() });
    await expect.element(list()).toHaveAttribute('aria-rowcount', '101');
    await expect.element(page.getByRole('button', { name: /new$/ })).not.toBeInTheDocument();
  });
});

describe('a row', () => {
  test('says its direction in words, not by colour alone', async () => {
    await openTimeline((capture) => {
      capture.add('JOIN #chan\r\n', { from: 'client' });
      capture.add('PING :tmi.twitch.tv\r\n');
    });
    await expect.element(row(/sent .*JOIN/)).toBeVisible();
    await expect.element(row(/received .*PING/)).toBeVisible();
  });

  test('masks a password', async () => {
    await openTimeline((capture) => capture.add('PASS oauth:abcdef\r\nNICK ana\r\n', { from: 'client' }));
    await expect.element(row(/PASS oauth:•••/)).toMatchTextContent(/\+1/);
    expect(list().element().textContent).not.toContain('abcdef');
  });

  test('shows code, name and reason of a close', async () => {
    await openTimeline((capture) =>
      capture.add(new Uint8Array([0x03, 0xe9]), { opcode: 8, closeCode: 1001, preview: 'moving on' }),
    );
    await expect.element(row(/close/)).toMatchTextContent(/1001 Going Away — moving on/);
  });

  test('marks what is compressed, injected, fragmented and against the rules', async () => {
    await openTimeline((capture) =>
      capture.add('x', {
        compressed: true,
        injected: true,
        frames: 3,
        violations: [{ rule: 'server-masked', section: 'RFC 6455 5.1' }],
      }),
    );
    const marked = row(/A server must not mask a frame\. \(RFC 6455 5\.1\)/);
    await expect.element(marked).toMatchTextContent(/injected.*3 frames.*compressed/);
  });

  test('of a pong says how long its ping waited', async () => {
    await openTimeline((capture) => capture.add('beat', { opcode: 10, rtt: 31.25 }));
    await expect.element(row(/pong.*31.ms/)).toBeVisible();
    await expect
      .element(list().getByTitle('31.250 ms after the ping that this pong answers'))
      .toMatchTextContent(/^↩ 31.ms$/);
    await userEvent.click(row(/pong/));
    await expect.element(page.getByText('31.250 ms after the ping', { exact: false })).toBeVisible();
  });

  test('goes from a question to its answer and back, by a press and by l', async () => {
    await openTimeline((capture) => {
      const asked = { answer: 3 as Seq, after: 12.5, overdue: false };
      capture.add('ask', { from: 'client', asked });
      capture.add('other');
      capture.add('answer', { rtt: 12.5, answers: 1 as Seq });
    });
    await userEvent.click(list().getByTitle('answered after 12.500 ms by #3; go to it'));
    await expect.element(row(/ANSWER/)).toHaveAttribute('aria-selected', 'true');
    list().element().focus();
    await userEvent.keyboard('l');
    await expect.element(row(/sent.*ASK/)).toHaveAttribute('aria-selected', 'true');
  });

  test('that was not answered in time says so', async () => {
    await openTimeline((capture) =>
      capture.add('ask', { from: 'client', asked: { answer: null, after: null, overdue: true } }),
    );
    await expect.element(row(/ASK.*no answer/)).toBeVisible();
  });

  test('tells how it was framed instead, by a button and by f', async () => {
    await openTimeline((capture) => {
      capture.add('{"type":"hello"}', { frames: 3, compressed: true });
      capture.add('hi', { from: 'client' });
    });
    await userEvent.click(page.getByRole('button', { name: 'Frames' }));
    await expect.element(row(/text 3 frames · FIN · RSV1 · not masked · 18 bytes on the wire/)).toBeVisible();
    await userEvent.click(row(/text 1 frame · FIN · masked · 8 bytes on the wire/));
    await expect.element(page.getByRole('tab', { name: 'Frame' })).toHaveAttribute('aria-selected', 'true');
    list().element().focus();
    await userEvent.keyboard('f');
    await expect.element(row(/hello/)).toBeVisible();
  });

  test('never lets a payload become markup', async () => {
    await openTimeline((capture) => capture.add('<img src=x onerror=alert(1)><b>bold</b>'));
    await expect.element(row(/<img src=x onerror=alert\(1\)>/)).toBeVisible();
    expect(list().element().querySelector('img, b')).toBeNull();
  });
});

describe('the filter bar', () => {
  const mixed = (capture: CaptureFixture) => {
    capture.add('JOIN #chan\r\n', { from: 'client' });
    capture.add('PING :tmi.twitch.tv\r\n');
    capture.add('', { opcode: 9 });
    for (let index = 1; index <= 20; index++) capture.add(said(index));
    capture.add(new Uint8Array([1, 2, 3]));
  };

  test('writes its buttons into the text, which can be typed on', async () => {
    await openTimeline(mixed);
    await userEvent.click(page.getByRole('button', { name: 'Received only' }));
    await userEvent.click(page.getByRole('button', { name: 'text', exact: true }));
    await userEvent.click(page.getByRole('button', { name: 'Hide heartbeats' }));
    await expect.element(find()).toHaveValue('dir:received op:text -is:heartbeat');
    await userEvent.keyboard('{Control>}f{/Control}5');
    await expect.element(filter()).toHaveTextContent('dir:received op:text -is:heartbeat 5');
    await expect.element(line(15)).toBeVisible();
    await expect.poll(rowCount).toBe(2);
  });

  test('presses its buttons by what is typed', async () => {
    await openTimeline(mixed);
    await find().fill('dir:sent op:close|ping|pong');
    for (const name of ['Sent only', 'control'])
      await expect.element(page.getByRole('button', { name })).toHaveAttribute('aria-pressed', 'true');
    await userEvent.click(page.getByRole('button', { name: 'All directions' }));
    await expect.element(find()).toHaveValue('op:close|ping|pong');
  });

  test('completes kinds, decoded fields and their values from the messages', async () => {
    await openTimeline(mixed);
    await find().fill('kind:');
    await userEvent.click(page.getByRole('option', { name: 'PRIVMSG' }));
    await expect.element(find()).toHaveValue('kind:PRIVMSG');
    await find().fill('irc.chan');
    await userEvent.click(page.getByRole('option', { name: /^irc\.channel:/ }));
    await userEvent.click(page.getByRole('option', { name: '#chan' }));
    await expect.element(find()).toHaveValue('irc.channel:#chan');
    await expect.poll(rowCount).toBe(21);
  });

  test('filters by the value of a cell, and excludes it', async () => {
    await openTimeline(mixed);
    await userEvent.click(row(/JOIN/).getByTitle('Sent'), { button: 'right' });
    await userEvent.click(page.getByRole('menuitem', { name: 'Exclude dir:sent' }));
    await expect.element(find()).toHaveValue('-dir:sent');
    await userEvent.click(row(/line 20/).getByText('PRIVMSG'), { button: 'right' });
    await userEvent.click(page.getByRole('menuitem', { name: 'Filter by kind:PRIVMSG' }));
    await expect.element(find()).toHaveValue('-dir:sent kind:PRIVMSG');
  });

  test('keeps the last rows until the new filter has found something, or nothing', async () => {
    await page.viewport(1300, 800);
    const capture = createCaptureFixture(chat);
    lines(50)(capture);
    const openView: Session['openView'] = async (query) => {
      const state = await capture.answers.openView!(query);
      return query.filter === '' ? state : { ...state, count: 0, scanned: 0 };
    };
    const window = await openWindow({ connections: [chat], answers: { ...capture.answers, openView } });
    window.store.setState({ selected: chat.id });
    await expect.element(line(50)).toBeVisible();
    await find().fill('line 4');
    await expect.element(page.getByText('No match yet: looking through 0 of 50')).toBeVisible();
    await expect.element(line(50)).toBeVisible();
    await window.change({ views: capture.views() });
    await expect.element(line(4)).toBeVisible();
    await expect.element(line(50)).not.toBeInTheDocument();
  });

  test('keeps them too while a word is typed that becomes a key', async () => {
    await openTimeline(lines(20));
    await find().fill('kin');
    await expect.element(line(20)).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('The filter hides all of the 20 messages.')).toBeVisible();
  });

  test('keeps the last rows while the text is no filter, and says where it is wrong', async () => {
    await openTimeline(mixed);
    await find().fill('kind:PRIVMSG');
    await expect.element(filter()).toHaveTextContent('kind:PRIVMSG');
    await find().fill('kind:PRIVMSG (');
    await expect.element(page.getByText(/Character 15/)).toBeVisible();
    await expect.element(filter()).toHaveTextContent('kind:PRIVMSG');
    await expect.element(line(20)).toBeVisible();
  });

  test('says when it hides everything, and shows all again', async () => {
    await openTimeline(mixed);
    await find().fill('nobody-said-this');
    await expect.element(page.getByText('The filter hides all of the 24 messages.')).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Show all' }));
    await expect.element(line(20)).toBeVisible();
  });

  test('keeps the active message when the filter changes', async () => {
    await openTimeline(lines(500));
    await expect.element(line(500)).toBeVisible();
    await userEvent.click(line(490));
    await find().fill('9');
    await expect.element(row(/line 490/)).toHaveAttribute('aria-selected', 'true');
    await find().fill('');
    await expect.element(row(/line 490/)).toHaveAttribute('aria-selected', 'true');
    await expect.element(line(489)).toBeVisible();
  });
});

describe('finding without hiding', () => {
  test('steps from match to match, round the ends', async () => {
    await openTimeline(lines(300));
    await userEvent.click(page.getByRole('button', { name: /^Shows only matches/ }));
    await userEvent.keyboard('{Control>}f{/Control}');
    await find().fill('"line 1" -"line 1 " /line (7|150)\\b/');
    await expect.element(page.getByRole('status', { name: 'Matches' })).toHaveTextContent('1');
    await find().fill('/line (7|150)\\b/');
    await expect.element(page.getByRole('status', { name: 'Matches' })).toHaveTextContent('2');
    await userEvent.keyboard('{Enter}');
    await expect.element(row(/line 7$|line 7 /)).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{Enter}');
    await expect.element(row(/line 150/)).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{Enter}');
    await expect.element(line(7)).toBeVisible();
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
    await expect.element(line(150)).toBeVisible();
    await expect.element(line(149)).toBeVisible();
  });
});

describe('the keyboard', () => {
  test('moves by row and page, opens with Enter and closes with Escape', async () => {
    await openTimeline(lines(100), { ...chat, state: 'closed' });
    await expect.element(line(1)).toBeVisible();
    list().element().focus();
    await userEvent.keyboard('jjk');
    await expect.element(row(/line 1 /)).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{End}');
    await expect.element(row(/line 100/)).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('tab', { name: 'Pretty' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('tab', { name: 'Pretty' })).not.toBeInTheDocument();
  });

  test('resends the active message towards where it went', async () => {
    const { calls } = await openTimeline((capture) => capture.add('PRIVMSG #chan :hi', { from: 'client' }));
    await expect.element(row(/PRIVMSG/)).toBeVisible();
    list().element().focus();
    await userEvent.keyboard('{Home}r');
    await expect
      .poll(() => calls.find(({ method }) => method === 'send')?.args)
      .toEqual([1, { to: 'server', opcode: 1, payload: new TextEncoder().encode('PRIVMSG #chan :hi') }]);
  });

  test('selects a range with Shift, and exports just that', async () => {
    const { calls } = await openTimeline(lines(50), { ...chat, state: 'closed' });
    await expect.element(line(1)).toBeVisible();
    await userEvent.click(line(3));
    await userEvent.click(line(5), { modifiers: ['Shift'] });
    await expect.element(page.getByText('3 selected, 150', { exact: false })).toBeVisible();
    await userEvent.click(line(4), { button: 'right' });
    await userEvent.click(page.getByRole('menuitem', { name: 'Export 3 messages…' }));
    await userEvent.click(page.getByRole('button', { name: 'Export', exact: true }));
    await expect
      .poll(() => calls.find(({ method }) => method === 'startExport')?.args[0])
      .toMatchObject({
        connections: [1],
        messages: [3, 4, 5],
        redact: true,
      });
  });
});

describe('without messages', () => {
  test('an open connection says what will come', async () => {
    await openTimeline(() => undefined);
    await expect.element(page.getByText('No messages yet.')).toBeVisible();
  });
});
