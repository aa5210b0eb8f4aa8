// The window's frame: toolbar, list and details, status bar, and whichever dialog is open.

import { useMemo } from 'react';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { asNumber, useRemembered } from '../../state/remembered.ts';
import { SplitPane } from '../../ui/split-pane.tsx';
import { TooltipProvider } from '../../ui/tooltip.tsx';
import { useMediaQuery } from '../../ui/media-query.ts';
import { ConnectionPane } from '../connections/connection-pane.tsx';
import { DetailPane } from '../connections/detail-pane.tsx';
import { FirstRun } from '../first-run/first-run.tsx';
import { useInsightFeed } from '../insight/use-insight.ts';
import { useShortcut } from '../shortcuts/shortcuts.ts';
import { StatusBar } from '../status-bar/status-bar.tsx';
import { type Commands, useCommands } from './commands.ts';
import { useDetailDirection } from './detail-direction.ts';
import { Dialogs } from './dialogs.tsx';
import { LinkBanner } from './link-banner.tsx';
import { useMenuCommands } from './menu-commands.ts';
import { NoticeToasts } from './notice-toasts.tsx';
import css from './shell.module.css';
import { SpokenSummary } from './spoken-summary.tsx';
import { Toolbar } from './toolbar.tsx';

const TOOLTIP_DELAY = 400;

export function Shell({ onRetry }: { onRetry: () => void }) {
  const commands = useCommands();
  useCommandKeys(commands);
  useMenuCommands(commands);
  useInsightFeed();
  return (
    <TooltipProvider delayDuration={TOOLTIP_DELAY}>
      <div className={css.shell}>
        <h1 data-silent>Framescope</h1>
        <LinkBanner onRetry={onRetry} />
        <Toolbar commands={commands} />
        <main className={css.main}>
          <Content commands={commands} />
        </main>
        <StatusBar commands={commands} />
      </div>
      <Dialogs commands={commands} />
      <NoticeToasts />
      <SpokenSummary />
    </TooltipProvider>
  );
}

function Content({ commands }: { commands: Commands }) {
  const empty = useApp((state) => state.connections.size === 0);
  const hasDetail = useApp((state) => state.selected !== null);
  const direction = useDetailDirection();
  const [fraction, setFraction] = useSplit(direction);
  if (empty) return <FirstRun commands={commands} />;
  return (
    <SplitPane
      direction={direction}
      label="Width of the connection list"
      fraction={fraction}
      onFractionChange={setFraction}
      minimum={MINIMUM[direction]}
      first={<ConnectionPane />}
      second={hasDetail ? <DetailPane /> : null}
    />
  );
}

const MINIMUM = { row: [300, 380], column: [120, 220] } as const;

/** Each direction has its own. Until the splitter is moved, most of what room there is goes to the details. */
function useSplit(direction: 'row' | 'column') {
  const narrow = useMediaQuery('(width <= 1100px)');
  const low = useMediaQuery('(height <= 960px)');
  const beside = useRemembered<number | null>('split-row', null, asNumber);
  const below = useRemembered<number | null>('split-column', null, asNumber);
  const [set, setFraction] = direction === 'row' ? beside : below;
  const initial = { row: narrow ? 0.36 : 0.42, column: low ? 0.26 : 0.36 };
  return [set ?? initial[direction], setFraction] as const;
}

function useCommandKeys(commands: Commands): void {
  const store = useAppStore();
  const openPalette = useMemo(() => () => store.setState({ dialog: { name: 'palette' } }), [store]);
  useShortcut('palette', openPalette);
  useShortcut('pause', commands.record.run, commands.record.disabled === null);
  useShortcut('export', commands.export.run, commands.export.disabled === null);
  useShortcut('settings', commands.settings.run);
  useShortcut('insight', commands.insight.run);
  useShortcut('keys', commands.keys.run);
}
