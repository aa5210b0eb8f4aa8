// The only file that knows which front this is. In the desktop window the preload hands over a MessagePort,
// a new one after every restart of the engine; in web mode the page opens a WebSocket with the token of its link.
// It refuses to know what is asked over the wire.

import { FramescopeError } from '../proxy/contract/errors.ts';
import { connect, messagePort, type Port, type Remote, webSocketPort } from '../proxy/contract/port.ts';
import type { Session } from '../proxy/contract/session.ts';

export type LinkEvent =
  | { readonly link: 'connecting' }
  | { readonly link: 'live'; readonly session: Session }
  | { readonly link: 'lost' }
  | { readonly link: 'refused'; readonly error: FramescopeError };

export interface Host {
  /** Tries again at once instead of waiting. */
  retry(): void;
}

const TOKEN_KEY = 'framescope:token';
const PORT_MESSAGE = 'framescope:port';
const GONE_MESSAGE = 'framescope:gone';
const ASK_MESSAGE = 'framescope:ask';
const COMMAND_MESSAGE = 'framescope:command';
const SAME_ORIGIN = '/';
const FIRST_DELAY = 250;
const LONGEST_DELAY = 5000;

/** Tells `onLink` about every session that there is, one after the other, and about the time between. */
export function connectHost(onLink: (event: LinkEvent) => void): Host {
  onLink({ link: 'connecting' });
  const token = takeToken();
  if (token !== null) return connectWeb(token, onLink);
  if (isWebPage()) onLink({ link: 'refused', error: noToken() });
  return connectDesktop(onLink);
}

function connectDesktop(onLink: (event: LinkEvent) => void): Host {
  let current: EndablePort | null = null;
  window.addEventListener('message', ({ source, data, ports }) => {
    if (source !== window) return;
    if (data === GONE_MESSAGE) current?.end();
    if (data !== PORT_MESSAGE || !ports[0]) return;
    const next = endablePort(messagePort(ports[0]));
    current = next;
    const { gone } = goLive(next.port, onLink);
    void gone.then(() => (current === next ? onLink({ link: 'lost' }) : undefined));
  });
  const ask = () => window.postMessage(ASK_MESSAGE, SAME_ORIGIN);
  ask(); // the engine's restart brings the next port unasked
  return { retry: ask };
}

interface EndablePort {
  readonly port: Port;
  end(): void;
}

/** No browser tells a page that the other end of its MessagePort has died; whoever knows ends the port. */
function endablePort(port: Port): EndablePort {
  const ended = Promise.withResolvers<void>();
  const listen: Port['listen'] = (receive, closed) => {
    port.listen(receive, ended.resolve);
    void ended.promise.then(closed);
  };
  return { port: { ...port, listen }, end: ended.resolve };
}

/** Ids of the commands that the desktop's menu bar asks for; in web mode there are none. */
export function onMenuCommand(listener: (id: string) => void): () => void {
  const receive = ({ source, data }: MessageEvent) => {
    const id: unknown = source === window ? data?.[COMMAND_MESSAGE] : undefined;
    if (typeof id === 'string') listener(id);
  };
  window.addEventListener('message', receive);
  return () => window.removeEventListener('message', receive);
}

function connectWeb(token: string, onLink: (event: LinkEvent) => void): Host {
  let delay = FIRST_DELAY;
  let timer = 0;
  const open = () => {
    clearTimeout(timer);
    timer = 0;
    const socket = new WebSocket(socketUrl(token));
    const again = () => {
      timer = window.setTimeout(open, delay);
      delay = Math.min(LONGEST_DELAY, delay * 2);
    };
    socket.addEventListener('open', () => {
      delay = FIRST_DELAY;
      goLive(webSocketPort(socket), onLink);
    });
    socket.addEventListener('close', () => {
      onLink({ link: 'lost' });
      again();
    });
  };
  open();
  return {
    retry: () => {
      delay = FIRST_DELAY;
      if (timer !== 0) open(); // else an attempt is under way
    },
  };
}

function goLive(port: Port, onLink: (event: LinkEvent) => void): Remote {
  const remote = connect(port);
  onLink({ link: 'live', session: remote.session });
  return remote;
}

function socketUrl(token: string): string {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${location.host}/api?token=${encodeURIComponent(token)}`;
}

/** The token of the link moves from the address bar, where it would be seen and shared, to this tab's storage. */
function takeToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null) return sessionStorage.getItem(TOKEN_KEY);
  sessionStorage.setItem(TOKEN_KEY, given);
  history.replaceState(null, '', location.pathname + location.search);
  return given;
}

function isWebPage(): boolean {
  return location.protocol.startsWith('http') && !navigator.userAgent.includes('Electron/');
}

function noToken(): FramescopeError {
  return new FramescopeError(
    'ENGINE_GONE',
    'This address alone does not open Framescope.',
    'Open the whole link that Framescope printed in the terminal; it carries the token that lets this page in.',
  );
}
