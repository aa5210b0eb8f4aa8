import { describe, expect, test } from 'vitest';
import { decoders } from '../../support/decoders-of-page.ts';
import { readChatLine, shortBadge } from '../../../../renderer/features/timeline/chat.ts';

function decode(line: string) {
  const payload = new TextEncoder().encode(`${line}\r\n`);
  const context = { url: 'wss://irc-ws.chat.twitch.tv/', subprotocol: null };
  return decoders.decode(context, { from: 'server', opcode: 1, payload })!;
}

describe('a line of Twitch chat', () => {
  test('shows who speaks, in their colour, with their badges', () => {
    const tags = 'badges=moderator/1,subscriber/12;color=#FF4500;display-name=Ana;first-msg=1;bits=100';
    const line = readChatLine(decode(`@${tags} :ana!ana@ana.tmi.twitch.tv PRIVMSG #chan :hello Kappa`));
    expect(line).toMatchObject({
      channel: '#chan',
      name: 'Ana',
      color: '#FF4500',
      badges: ['moderator', 'subscriber'],
      text: 'hello Kappa',
      action: false,
      bits: 100,
      firstMessage: true,
      replyTo: null,
    });
  });

  test('says whom it answers', () => {
    const tags = 'reply-parent-msg-id=1;reply-parent-display-name=Ben';
    expect(readChatLine(decode(`@${tags} :ana!a@a PRIVMSG #chan :@Ben yes`))?.replyTo).toBe('Ben');
  });

  test('is an action after /me', () => {
    const line = readChatLine(decode(':ana!a@a PRIVMSG #chan :\u0001ACTION waves\u0001'));
    expect(line).toMatchObject({ action: true, text: 'waves', name: 'ana' });
  });

  test('is nothing else', () => {
    expect(readChatLine(decode('PING :tmi.twitch.tv'))).toBeNull();
  });
});

test('a badge without a short name keeps its own', () => {
  expect(shortBadge('moderator')).toBe('mod');
  expect(shortBadge('glhf-pledge')).toBe('glhf-pledge');
});
