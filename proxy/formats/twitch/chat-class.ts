// What each command of chat is for (dev.twitch.tv/docs/chat/irc). Data, and one look at it.

import { CHAT_CLASSES, type ChatClass } from '../../contract/chat.ts';
import type { IrcLine } from './irc-line.ts';

const COMMANDS: Readonly<Record<string, ChatClass>> = {
  PRIVMSG: 'chat',
  WHISPER: 'chat',
  USERNOTICE: 'event',
  CLEARCHAT: 'moderation',
  CLEARMSG: 'moderation',
  ROOMSTATE: 'room',
  NOTICE: 'room',
  HOSTTARGET: 'room',
  JOIN: 'membership',
  PART: 'membership',
  '353': 'membership',
  '366': 'membership',
  PASS: 'step',
  NICK: 'step',
  USER: 'step',
  GLOBALUSERSTATE: 'step',
  USERSTATE: 'step',
  '002': 'step',
  '003': 'step',
  '004': 'step',
  '005': 'step',
  '372': 'step',
  '375': 'step',
  '376': 'step',
  '422': 'step',
  PING: 'heartbeat',
  PONG: 'heartbeat',
};

export function chatClass({ command, params }: IrcLine): ChatClass {
  if (command === 'CAP' && params.includes('END')) return 'step';
  return COMMANDS[command] ?? 'server';
}

export function classNumber(of: ChatClass): number {
  return CHAT_CLASSES.indexOf(of);
}

/** The channel that a line is about; empty for none. */
export function channelOf({ command, params }: IrcLine): string {
  const named = command === '353' ? params[2] : command === '366' ? params[1] : params[0];
  return named?.startsWith('#') ? named : '';
}
