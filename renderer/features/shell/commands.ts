// Everything that can be done from anywhere, in one table: toolbar, menus, palette and keys all run these.
// A command that cannot run now says why.

import {
  AppWindow,
  ArrowDownToDot,
  ArrowUpFromDot,
  ChartNoAxesColumn,
  CirclePause,
  CirclePlay,
  Clock,
  Clock4,
  Download,
  FlaskConical,
  BookOpen,
  Info,
  Keyboard,
  Layers,
  Lightbulb,
  ListX,
  type LucideIcon,
  MonitorSmartphone,
  PanelBottom,
  PanelRight,
  ScanText,
  ScrollText,
  Settings,
  Square,
  TriangleAlert,
} from 'lucide-react';
import { useMemo } from 'react';
import { FramescopeError } from '../../../proxy/contract/errors.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { toast } from 'sonner';
import type { Browser, Capability, SessionInfo } from '../../../proxy/contract/model.ts';
import type { Session } from '../../../proxy/contract/session.ts';
import type { AppState, AppStore, DialogState } from '../../state/app-store.ts';
import { reportError, useApp, useAppStore, useAttempt, useSession } from '../../state/session-context.tsx';
import { selectedConnection } from '../../state/selectors.ts';
import { hasMessages, selectAllListed } from '../../state/together.ts';
import type { MenuItem } from '../../ui/menu.tsx';
import { formatKeys, runShortcut, SHORTCUTS, type ShortcutId } from '../shortcuts/shortcuts.ts';
import { useDetailDirection } from './detail-direction.ts';

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly icon: LucideIcon;
  readonly run: () => void;
  readonly shortcut: ShortcutId | null;
  /** Why it cannot run now; null when it can. */
  readonly disabled: string | null;
}

export interface Commands {
  readonly record: Command;
  readonly clear: Command;
  /** In the browser chosen last, or the first one found. */
  readonly openBrowser: Command;
  readonly browsers: readonly Command[];
  readonly clients: Command;
  readonly demo: Command;
  readonly export: Command;
  /** Of every connection that the list shows, merged. */
  readonly allMessages: Command;
  /** Of the selected connection. */
  readonly readAs: Command;
  readonly nextMark: Command;
  readonly previousMark: Command;
  readonly jumpToTime: Command;
  readonly timeMode: Command;
  readonly overview: Command;
  readonly nextEvent: Command;
  readonly previousEvent: Command;
  readonly layout: Command;
  readonly settings: Command;
  readonly keys: Command;
  readonly log: Command;
  readonly insight: Command;
  readonly protocols: Command;
  readonly about: Command;
}

/** Messages a second of the demo's chat. */
const DEMO_RATE = 4;

export function useCommands(): Commands {
  const session = useSession();
  const store = useAppStore();
  const attempt = useAttempt();
  const info = useApp((state) => state.info);
  const recording = useApp((state) => state.status?.recording ?? true);
  const demo = useApp((state) => state.status?.demo ?? false);
  const empty = useApp((state) => state.connections.size === 0);
  const selected = useApp((state) => state.selected !== null);
  const spoken = useApp(selectedWithMessages);
  const below = useDetailDirection() === 'column';
  const marked = useApp(hasMarkedMessages);
  return useMemo(
    () =>
      buildCommands({
        session,
        store,
        attempt,
        info,
        recording,
        demo,
        empty,
        selected,
        spoken,
        below,
        marked,
      }),
    [session, store, attempt, info, recording, demo, empty, selected, spoken, below, marked],
  );
}

interface Situation {
  readonly session: Session;
  readonly store: AppStore;
  readonly attempt: (call: () => Promise<unknown>) => void;
  readonly info: SessionInfo | null;
  readonly recording: boolean;
  readonly demo: boolean;
  readonly empty: boolean;
  readonly selected: boolean;
  /** The details stand below the list. */
  readonly below: boolean;
  /** The selected connection, where it has messages. */
  readonly spoken: ConnectionId | null;
  /** Messages of the selected connection have notes. */
  readonly marked: boolean;
}

function selectedWithMessages(state: AppState): ConnectionId | null {
  const connection = selectedConnection(state);
  return connection && connection.host !== '' && hasMessages(connection) ? connection.id : null;
}

function hasMarkedMessages({ selected, notes }: AppState): boolean {
  return selected !== null && (notes.connections.get(selected)?.messages.length ?? 0) > 0;
}

function buildCommands(situation: Situation): Commands {
  const { store, empty, below } = situation;
  return {
    ...engineCommands(situation),
    ...browserCommands(situation),
    clients: dialogCommand(store, { name: 'clients' }, 'Set up another client…', MonitorSmartphone, null),
    export: {
      ...dialogCommand(store, { name: 'export', connections: null }, 'Export…', Download, 'export'),
      disabled: empty ? 'Nothing has been captured yet.' : null,
    },
    allMessages: {
      id: 'all-messages',
      title: 'All messages of all listed connections',
      icon: Layers,
      run: () => store.setState(selectAllListed),
      shortcut: 'rowAll',
      disabled: empty ? 'Nothing has been captured yet.' : null,
    },
    readAs: readAsCommand(situation),
    nextMark: jumpCommand('nextMark', ArrowDownToDot, situation),
    previousMark: jumpCommand('previousMark', ArrowUpFromDot, situation),
    ...timelineCommands(situation),
    layout: {
      id: 'layout',
      title: below ? 'Show details on the right' : 'Show details below',
      icon: below ? PanelRight : PanelBottom,
      run: () => store.setState({ layout: below ? 'right' : 'below' }),
      shortcut: null,
      disabled: null,
    },
    settings: dialogCommand(store, { name: 'settings' }, 'Settings…', Settings, 'settings'),
    keys: dialogCommand(store, { name: 'keys' }, 'All keys', Keyboard, 'keys'),
    log: dialogCommand(store, { name: 'log' }, 'Log of warnings and errors', ScrollText, null),
    insight: dialogCommand(
      store,
      { name: 'insight' },
      'Insight: what is worth knowing about this session',
      Lightbulb,
      'insight',
    ),
    protocols: dialogCommand(
      store,
      { name: 'protocols', protocol: null },
      'Protocols: what is read inside messages',
      BookOpen,
      null,
    ),
    about: dialogCommand(store, { name: 'about' }, 'About Framescope', Info, null),
  };
}

function readAsCommand({ store, spoken }: Situation): Command {
  return {
    id: 'read-as',
    title: 'Read messages of the selected connection as…',
    icon: ScanText,
    run: () => spoken !== null && store.setState({ dialog: { name: 'read-as', connection: spoken } }),
    shortcut: null,
    disabled: spoken === null ? 'Select a connection with messages first.' : null,
  };
}

/** The timeline knows the way, where it is on the screen. */
function jumpCommand(
  shortcut: 'nextMark' | 'previousMark',
  icon: LucideIcon,
  { store, marked }: Situation,
): Command {
  return {
    id: shortcut,
    title: SHORTCUTS[shortcut].title,
    icon,
    run: () => runShortcut(shortcut) || reportError(store, NO_TIMELINE),
    shortcut,
    disabled: marked ? null : 'No message of the selected connection is marked.',
  };
}

const NO_TIMELINE = new FramescopeError(
  'UNSUPPORTED',
  'The messages are not on the screen.',
  'Open the Messages tab of the connection first.',
);

/** What the timeline's keys do, by name. */
function timelineCommands({ selected }: Situation) {
  const command = (id: ShortcutId, title: string, icon: LucideIcon): Command => ({
    id,
    title,
    icon,
    run: () => void (runShortcut(id) || toast('Open the messages of a WebSocket connection first.')),
    shortcut: id,
    disabled: selected ? null : 'Select a WebSocket connection first.',
  });
  return {
    jumpToTime: command('jumpToTime', 'Jump to time…', Clock),
    timeMode: command('timeMode', 'Tell the time of messages another way', Clock4),
    overview: command('overview', 'Show or hide the messages over time', ChartNoAxesColumn),
    nextEvent: command('nextEvent', 'Next gap or violation', TriangleAlert),
    previousEvent: command('previousEvent', 'Previous gap or violation', TriangleAlert),
  };
}

function engineCommands(situation: Situation): Pick<Commands, 'record' | 'clear' | 'demo'> {
  const { session, attempt, info, recording, demo, empty } = situation;
  return {
    record: {
      id: 'record',
      title: recording ? 'Pause recording' : 'Resume recording',
      icon: recording ? CirclePause : CirclePlay,
      run: () => attempt(() => (recording ? session.pause() : session.resume())),
      shortcut: 'pause',
      disabled: without('capture', info),
    },
    clear: {
      id: 'clear',
      title: 'Clear: forget what has ended',
      icon: ListX,
      run: () => attempt(() => session.clear()),
      shortcut: null,
      disabled: empty ? 'The list is empty.' : null,
    },
    demo: {
      id: 'demo',
      title: demo ? 'Stop the demo' : 'Try the demo',
      icon: demo ? Square : FlaskConical,
      run: () => attempt(() => (demo ? session.stopDemo() : session.startDemo(DEMO_RATE))),
      shortcut: null,
      disabled: without('demo', info),
    },
  };
}

function browserCommands(situation: Situation): Pick<Commands, 'openBrowser' | 'browsers'> {
  const { session, attempt, info } = situation;
  const found = info?.browsers ?? [];
  const disabled = found.length === 0 ? NO_BROWSER : without('open-browser', info);
  const open = (browser: Browser | null): Command => ({
    id: `open-${browser?.id ?? 'browser'}`,
    title: browser === null ? 'Open browser' : `Open ${browser.name}`,
    icon: AppWindow,
    run: () => attempt(() => session.openBrowser(browser?.id ?? null, null)),
    shortcut: null,
    disabled,
  });
  return { openBrowser: open(null), browsers: found.map(open) };
}

const NO_BROWSER =
  'No Chrome, Chromium, Edge or Firefox was found on this machine. Set up another client instead, or install one and restart.';

const MISSING: Readonly<Record<Capability, string>> = {
  capture: 'This session is open for reading only; nothing is being captured.',
  'open-browser': 'This engine cannot open a browser on this machine. Set up another client instead.',
  demo: 'This engine has no demo.',
  annotate: 'This session is open for reading only; nothing can be noted in it.',
};

/** Why this engine cannot do it; null when it can. */
export function without(capability: Capability, info: SessionInfo | null): string | null {
  return info?.capabilities.includes(capability) ? null : MISSING[capability];
}

function dialogCommand(
  store: AppStore,
  dialog: DialogState,
  title: string,
  icon: LucideIcon,
  shortcut: ShortcutId | null,
): Command {
  return {
    id: dialog.name,
    title,
    icon,
    run: () => store.setState({ dialog }),
    shortcut,
    disabled: null,
  };
}

export function menuItem(command: Command): MenuItem {
  return {
    label: command.title,
    icon: command.icon,
    onSelect: command.run,
    disabled: command.disabled,
    ...(command.shortcut ? { keys: keysOf(command.shortcut) } : {}),
  };
}

export function keysOf(shortcut: ShortcutId): string {
  return formatKeys(SHORTCUTS[shortcut].keys[0]);
}
