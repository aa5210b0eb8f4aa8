// The few words between the window's process, the preload and the page. The page knows its own half as literals
// (renderer/host.ts): it must not depend on this front.

/** Over Electron's IPC. */
export const CHANNEL = {
  /** Preload to main: the page listens and wants a port. */
  ask: 'framescope:ask',
  /** Main to preload, with one port. */
  port: 'framescope:port',
  /** Main to preload: the engine at the other end of the port is gone. */
  gone: 'framescope:gone',
  /** Main to preload: run this command of the page. */
  command: 'framescope:command',
} as const;

/** In the page, by `window.postMessage`. */
export const PAGE = {
  ask: 'framescope:ask',
  /** With one port. */
  port: 'framescope:port',
  /** The port is dead: a Chromium does not tell the page so by itself. */
  gone: 'framescope:gone',
  /** Key of the message `{ 'framescope:command': id }`. */
  command: 'framescope:command',
} as const;

/** Commands of the page that the menu bar offers (renderer/features/shell/commands.ts). */
export type PageCommand =
  | 'record'
  | 'clear'
  | 'openBrowser'
  | 'clients'
  | 'demo'
  | 'export'
  | 'layout'
  | 'settings'
  | 'keys'
  | 'log'
  | 'insight'
  | 'protocols';
