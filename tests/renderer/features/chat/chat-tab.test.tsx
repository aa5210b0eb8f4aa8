import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ConnectionId } from '../../../../proxy/contract/ids.ts';
import { createCaptureFixture } from '../../support/capture-fixture.ts';
import { type ChatFixture, createChatFixture } from '../../support/chat-fixture.ts';
import { openWindow } from '../../support/open-window.ts';
import { connection, STARTED } from '../../support/session-fixture.ts';

const twitch = connection(1, { path: '/', url: 'wss://irc-ws.chat.twitch.tv/' });

/** Every message is in the chat, and in the timeline. */
async function openChat(fill: (chat: ChatFixture) => void) {
  await page.viewport(1300, 800);
  const chat = createChatFixture();
  const capture = createCaptureFixture(twitch);
  const both: ChatFixture = {
    ...chat,
    say: (text, over) => {
      chat.say(text, over);
      capture.add(text);
    },
  };
  fill(both);
  const window = await openWindow({
    connections: [twitch],
    answers: { ...capture.answers, ...chat.answers },
  });
  window.store.setState({ selected: twitch.id });
  await userEvent.click(page.getByRole('tab', { name: 'Chat' }));
  const tell = () => window.change({ views: chat.views() });
  return { ...both, store: window.store, tell };
}

const said = (name: string, text: string, tags = '') =>
  `@display-name=${name};id=${name}-${text.replaceAll(' ', '-')};tmi-sent-ts=${STARTED - 42};${tags} :${name.toLowerCase()}!x@x.tmi.twitch.tv PRIVMSG #chan :${text}`;

const list = () => page.getByRole('grid', { name: 'Chat' });
const row = (text: string | RegExp) => list().getByRole('row', { name: text });
const detail = () => page.getByRole('region', { name: 'Line of chat' });
const figures = () => page.getByRole('complementary', { name: 'Figures of the chat' });
const kinds = (name: RegExp) => page.getByRole('button', { name });

describe('the Chat tab', () => {
  test('has its figures beside the lines in a low window, above them in a high and narrow one', async () => {
    const { store } = await openChat((chat) => chat.say(said('Ana', 'hi')));
    await page.viewport(900, 600);
    await expect.element(figures()).toBeVisible();
    const [lines, beside] = [list(), figures()].map((of) => of.element().getBoundingClientRect());
    expect(lines!.right).toBeLessThanOrEqual(beside!.left);
    store.setState({ layout: 'right' });
    await page.viewport(900, 1000);
    const above = () => figures().element().getBoundingClientRect().bottom;
    await expect.poll(() => list().element().getBoundingClientRect().top).toBeGreaterThanOrEqual(above());
  });

  test('is not there for what is no chat', async () => {
    const json = connection(2, { decoder: 'json' });
    const window = await openWindow({ connections: [json] });
    window.store.setState({ selected: json.id });
    await expect.element(page.getByRole('tab', { name: 'Handshake' })).toBeVisible();
    expect(page.getByRole('tab', { name: 'Chat' }).query()).toBe(null);
  });

  test('shows who says what, with badges, emotes as chips, and how late it came', async () => {
    await openChat((chat) =>
      chat.say(
        said('Ana', '🎉 Kappa hi', 'badges=moderator/1,subscriber/6;badge-info=subscriber/8;emotes=25:2-6'),
        { at: STARTED },
      ),
    );
    await expect.element(row(/42 ms.*mod.*sub.*Ana.*Kappa/)).toBeVisible();
    expect(list().getByTitle('Emote 25').element().textContent).toBe('Kappa');
    await expect.element(list().getByTitle('subscriber/6, for 8 months')).toBeVisible();
  });

  test('strikes through what was taken back, when it is taken back, and says why', async () => {
    const chat = await openChat((each) => each.say(said('Ana', 'spam')));
    await expect.element(row(/spam/)).toBeVisible();
    expect(list().getByText('timed out 10 min').query()).toBe(null);
    chat.say('@ban-duration=600 :tmi.twitch.tv CLEARCHAT #chan :ana');
    await chat.tell();
    await expect.element(row(/spam.*timed out 10 min/)).toBeVisible();
    const words = list().getByText('spam', { exact: true }).element().parentElement!;
    expect(getComputedStyle(words).textDecorationLine).toBe('line-through');
    await userEvent.click(row(/spam/));
    await expect
      .element(
        detail()
          .getByText(/Its author was timed out for 10 min/)
          .first(),
      )
      .toBeVisible();
    await userEvent.click(detail().getByRole('button', { name: 'Go to the moderation' }));
    await expect
      .element(
        detail()
          .getByText(/CLEARCHAT/)
          .first(),
      )
      .toBeVisible();
  });

  test('goes from an answer to what it answers', async () => {
    await openChat((chat) => {
      chat.say(said('Ana', 'question'));
      chat.say(said('Bo', 'answer', 'reply-parent-msg-id=Ana-question;reply-parent-display-name=Ana'));
    });
    await userEvent.click(row(/answer/));
    await userEvent.click(detail().getByRole('button', { name: 'Go to what it answers' }));
    await expect.element(row(/question/)).toHaveAttribute('aria-selected', 'true');
  });

  test('shows events as cards, rooms as differences, and notices with their meaning', async () => {
    await openChat((chat) => {
      chat.say('@slow=0;r9k=0 :tmi.twitch.tv ROOMSTATE #chan');
      chat.say('@slow=30 :tmi.twitch.tv ROOMSTATE #chan');
      chat.say(
        '@msg-id=raid;msg-param-viewerCount=15;system-msg=15\\sraiders\\sfrom\\sBo :tmi.twitch.tv USERNOTICE #chan',
      );
      chat.say('@msg-id=msg_ratelimit :tmi.twitch.tv NOTICE #chan :Not sent.');
    });
    await expect.element(row(/ROOMSTATE slow mode off → 30 s/)).toBeVisible();
    await expect.element(row(/Raid.*15 raiders from Bo.*15 viewers/)).toBeVisible();
    await expect.element(row(/msg_ratelimit.*20 messages in 30 seconds/)).toBeVisible();
    await expect.element(page.getByTitle('In force now (ROOMSTATE)')).toHaveTextContent('slow mode 30 s');
  });

  test('tells a login as one line, and its steps when they are asked for', async () => {
    await openChat((chat) => {
      chat.say('CAP REQ :twitch.tv/tags', { from: 'client', at: STARTED });
      chat.say('PASS oauth:s3cret\r\nNICK ana', { from: 'client', at: STARTED });
      chat.say(':tmi.twitch.tv CAP * ACK :twitch.tv/tags', { at: STARTED + 20 });
      chat.say(':tmi.twitch.tv 001 ana :Welcome\r\n:tmi.twitch.tv 376 ana :>', { at: STARTED + 40 });
    });
    await expect.element(row(/Logged in as ana in 40 ms with tags/)).toBeVisible();
    expect(row(/PASS/).query()).toBe(null);
    await userEvent.click(kinds(/^Login steps 3/));
    await expect.element(row(/PASS oauth:•••/)).toBeVisible();
  });

  test('says where tags are missing, and why', async () => {
    await openChat((chat) => chat.say(':ana!a@a.tmi.twitch.tv PRIVMSG #chan :bare'));
    await expect.element(row(/bare no tags/)).toBeVisible();
    await userEvent.click(row(/bare/));
    await expect
      .element(
        detail()
          .getByText(/send CAP REQ :twitch\.tv\/tags before JOIN/)
          .first(),
      )
      .toBeVisible();
  });

  test('marks the time between two sockets of one session', async () => {
    await openChat((chat) => {
      chat.say(':tmi.twitch.tv RECONNECT');
      const [previous, next] = [1 as ConnectionId, 2 as ConnectionId];
      chat.gap({ previous, next, from: STARTED, to: STARTED + 1200 });
    });
    await expect.element(row(/1.20 s without a connection: the server had asked to reconnect/)).toBeVisible();
  });

  test('hides heartbeats until they are asked for, and pairs them', async () => {
    await openChat((chat) => {
      chat.say('PING :tmi.twitch.tv', { at: STARTED });
      chat.say('PONG :tmi.twitch.tv', { from: 'client', at: STARTED + 12 });
    });
    await expect.element(page.getByText(/All lines are hidden/)).toBeVisible();
    await userEvent.click(kinds(/^Heartbeats 2/));
    await expect.element(row(/PING 12 ms/)).toBeVisible();
    await expect.element(row(/PONG 12 ms/)).toBeVisible();
  });

  test('has names that are read on either theme', async () => {
    await openChat((chat) => chat.say(said('Ana', 'hi', 'color=#FFFF00')));
    const name = list().getByText('Ana', { exact: true });
    await expect.element(name).toBeVisible();
    expect(getComputedStyle(name.element()).color).not.toBe('rgb(255, 255, 0)');
  });
});

describe('a busy chat', () => {
  const talk = (count: number) => (chat: ChatFixture) => {
    for (let index = 1; index <= count; index += 1)
      chat.say(said(index % 3 ? 'Ana' : 'Bo', `line ${index}.`));
  };

  test('holds still while it is read, and says how many are new', async () => {
    const chat = await openChat(talk(600));
    await expect.element(row(/line 600\./)).toBeVisible();
    await userEvent.wheel(list(), { delta: { y: -2400 } });
    await expect.element(row(/line 495\./)).toBeVisible();
    const before = row(/line 495\./)
      .element()
      .getBoundingClientRect().top;
    for (let index = 601; index <= 640; index += 1) chat.say(said('Ana', `line ${index}.`));
    await chat.tell();
    await expect.element(page.getByRole('button', { name: '40 new' })).toBeVisible();
    expect(
      row(/line 495\./)
        .element()
        .getBoundingClientRect().top,
    ).toBe(before);
    await userEvent.click(page.getByRole('button', { name: '40 new' }));
    await expect.element(row(/line 640\./)).toBeVisible();
  });

  test('counts who talks most, and shows them in Messages by a filter', async () => {
    await openChat(talk(60));
    await userEvent.click(figures().getByRole('button', { name: 'ana 40' }));
    const find = page.getByRole('combobox', { name: 'Find in messages' });
    await expect.element(find).toHaveValue('kind:PRIVMSG irc.user=ana');
    await expect.element(page.getByText('40 of 60 messages')).toBeVisible();
  });

  test('warns of a clock that is wrong', async () => {
    await openChat((chat) => chat.say(said('Ana', 'early'), { at: STARTED - 100 }));
    await expect.element(figures().getByText(/Clock skew: 1 of 1.*58.ms/)).toBeVisible();
    await expect.element(row(/−58 ms/)).toBeVisible();
  });
});

describe('a line and its message', () => {
  test('are one key apart, there and back', async () => {
    await openChat((chat) => {
      chat.say(`${said('Ana', 'one')}\r\n${said('Bo', 'two')}`);
      chat.say(said('Ana', 'three'));
    });
    await userEvent.click(row(/three/));
    await userEvent.keyboard('v');
    const message = page.getByRole('treegrid', { name: 'Messages' }).getByRole('row', { name: /three/ });
    await expect.element(message).toHaveAttribute('aria-selected', 'true');
    await expect.element(page.getByRole('region', { name: 'Message', exact: true })).toBeVisible();
    await userEvent.keyboard('v');
    await expect.element(row(/three/)).toHaveAttribute('aria-selected', 'true');
    await expect.element(detail().getByText(/three/).first()).toBeVisible();
  });

  test('tells its lag in the timeline, where that is asked for', async () => {
    await openChat((chat) => chat.say(said('Ana', 'late'), { at: STARTED }));
    await userEvent.click(page.getByRole('tab', { name: 'Messages' }));
    await userEvent.click(page.getByRole('columnheader').getByRole('button', { name: 'Latency' }));
    const message = page.getByRole('treegrid', { name: 'Messages' }).getByRole('row', { name: /late/ });
    await expect.element(message.getByTitle(/Twitch had sent it/)).toBeVisible();
  });
});
