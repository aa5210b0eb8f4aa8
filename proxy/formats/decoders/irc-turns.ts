// Which lines of IRC ask and which answer: PING and PONG, CAP REQ and its ACK or NAK, joining and leaving, the login.
// RFC 2812 §3, IRCv3 capability negotiation.

import type { Side } from '../../contract/model.ts';
import type { Turn } from './decoder.ts';
import type { IrcLine } from '../twitch/irc-line.ts';

export function turnsOf({ command, params, source }: IrcLine, from: Side): readonly Turn[] {
  switch (command) {
    case 'PING':
      return [{ asks: 'ping' }];
    case 'PONG':
      return [{ answers: 'ping', newest: true }];
    case 'CAP':
      return capability(params);
    case 'JOIN':
    case 'PART':
      return membership(command, params, source?.nick ?? null, from);
    case 'NICK':
      return from === 'client' ? [{ asks: 'login' }] : [];
    case '001':
      return [{ answers: 'login' }];
    default:
      return [];
  }
}

/** `CAP REQ :a b` and `CAP * ACK :a b`: servers repeat the capabilities, in their own order. */
function capability([first = '', second = '', ...rest]: readonly string[]): readonly Turn[] {
  if (first === 'REQ') return [{ asks: `cap ${sorted(second)}` }];
  if (first === 'LS') return [{ asks: 'cap ls' }];
  if (second === 'LS') return [{ answers: 'cap ls' }];
  return second === 'ACK' || second === 'NAK' ? [{ answers: `cap ${sorted(rest.join(' '))}` }] : [];
}

function sorted(capabilities: string): string {
  return capabilities.trim().split(/\s+/).toSorted().join(' ');
}

/** Servers repeat the line with the nick of who came; of others they tell unasked. */
function membership(
  command: string,
  [channels = '']: readonly string[],
  nick: string | null,
  from: Side,
): readonly Turn[] {
  const named = channels.split(',').map((channel) => `${command} ${channel.toLowerCase()}`);
  if (from === 'client') return named.map((key) => ({ asks: key, patient: true }));
  return nick === null ? [] : named.map((key) => ({ answers: key }));
}
