// How each connection logged in: capabilities asked for and answered (IRCv3 capability negotiation), the name, the welcome.
// So that a line without tags can say why it has none. Passwords are not looked at.

import type { ChatNote, NoTags } from '../../contract/chat.ts';
import type { Side } from '../../contract/model.ts';
import type { IrcLine } from './irc-line.ts';

/** Requests of a connection that wait for an answer. */
const MOST_REQUESTS = 16;
const MOST_CAPABILITIES = 64;
/** What Twitch sends tags with (dev.twitch.tv/docs/chat/irc#supported-irc-messages). */
const TAGGED = new Set(
  'PRIVMSG USERNOTICE USERSTATE ROOMSTATE CLEARCHAT CLEARMSG NOTICE WHISPER GLOBALUSERSTATE'.split(' '),
);
const TAGS = 'twitch.tv/tags';

export interface LoginLine {
  readonly place: number;
  readonly from: Side;
  readonly at: number;
  readonly line: IrcLine;
}

interface Request {
  readonly place: number;
  readonly at: number;
  readonly names: readonly string[];
}

interface Login {
  readonly requests: Request[];
  readonly granted: Set<string>;
  nickAt: number | null;
  /** Places of the lines that asked for tags, and answered. */
  askedTags: number | null;
  grantedTags: number | null;
  refusedTags: number | null;
}

/** What has become known, of this line and of one before it. */
export type LoginNews = readonly (readonly [place: number, note: ChatNote])[];

const NOTHING: LoginNews = [];

export class Logins {
  readonly #logins = new Map<number, Login>();

  take(connection: number, heard: LoginLine): LoginNews {
    switch (heard.line.command) {
      case 'CAP':
        return this.#capability(this.#of(connection), heard);
      case 'NICK':
        if (heard.from === 'client') this.#of(connection).nickAt = heard.at;
        return NOTHING;
      case '001':
        return [[heard.place, welcome(this.#of(connection), heard)]];
      default:
        return NOTHING;
    }
  }

  /** Null where it has tags, or needs none. */
  noTags(connection: number, place: number, from: Side, line: IrcLine): NoTags | null {
    if (from === 'client' || line.tags !== null || !TAGGED.has(line.command)) return null;
    const login = this.#logins.get(connection);
    if (login?.grantedTags != null && login.grantedTags < place) return null; // the server has none to say
    if (login?.refusedTags != null && login.refusedTags < place) return 'refused';
    return login?.askedTags == null ? 'not-asked' : 'not-yet';
  }

  #of(connection: number): Login {
    const known = this.#logins.get(connection);
    if (known) return known;
    const login: Login = {
      requests: [],
      granted: new Set(),
      nickAt: null,
      askedTags: null,
      grantedTags: null,
      refusedTags: null,
    };
    this.#logins.set(connection, login);
    return login;
  }

  #capability(login: Login, heard: LoginLine): LoginNews {
    const { from, line } = heard;
    const verb = line.params.find((param) => /^(?:REQ|ACK|NAK)$/i.test(param))?.toUpperCase();
    const names = (line.params.at(-1) ?? '').split(' ').filter((name) => name !== '');
    if (from === 'client' && verb === 'REQ') return ask(login, { ...heard, names });
    if (from === 'server' && (verb === 'ACK' || verb === 'NAK')) {
      return answer(login, { ...heard, names }, verb === 'ACK');
    }
    return NOTHING;
  }
}

function ask(login: Login, request: Request): LoginNews {
  const { place, at, names } = request;
  login.requests.push({ place, at, names });
  if (login.requests.length > MOST_REQUESTS) login.requests.shift();
  if (names.includes(TAGS)) login.askedTags ??= place;
  return [[place, { type: 'capabilities', names, granted: null, ms: null }]];
}

/** The request with the same names, or the oldest. */
function answer(login: Login, { place, at, names }: Request, granted: boolean): LoginNews {
  if (names.includes(TAGS)) login[granted ? 'grantedTags' : 'refusedTags'] = place;
  if (granted) for (const name of names.slice(0, MOST_CAPABILITIES)) login.granted.add(name);
  const key = names.toSorted().join(' ');
  const same = login.requests.findIndex((each) => each.names.toSorted().join(' ') === key);
  const [request] = login.requests.splice(Math.max(0, same), 1);
  const note = { type: 'capabilities', names, granted, ms: request ? at - request.at : null } as const;
  return request
    ? [
        [place, note],
        [request.place, { ...note, names: request.names }],
      ]
    : [[place, note]];
}

function welcome(login: Login, { at, line }: LoginLine): ChatNote {
  const ms = login.nickAt === null ? null : at - login.nickAt;
  return { type: 'login', nick: line.params[0] ?? '', capabilities: [...login.granted], ms };
}
