// The bar at the top: recording, clear, the filter and its chips, the browser, and the rest in a menu.

import { ChevronDown, Ellipsis } from 'lucide-react';
import { useMemo } from 'react';
import { useApp } from '../../state/session-context.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { DropdownMenu } from '../../ui/menu.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { FilterBox } from '../filter/filter-box.tsx';
import { ResourceChips } from '../filter/resource-chips.tsx';
import { type Command, type Commands, keysOf, menuItem } from './commands.ts';
import css from './toolbar.module.css';

export function Toolbar({ commands }: { commands: Commands }) {
  return (
    <header className={css.toolbar}>
      <RecordButton command={commands.record} />
      <CommandIcon command={commands.clear} />
      <div className={css.filter}>
        <FilterBox />
      </div>
      <div className={css.chips}>
        <ResourceChips />
      </div>
      <OpenBrowser commands={commands} />
      <Overflow commands={commands} />
    </header>
  );
}

function RecordButton({ command }: { command: Command }) {
  const recording = useApp((state) => state.status?.recording ?? true);
  return (
    <Tooltip text={command.disabled ?? command.title} keys={keysOf('pause')}>
      <button
        type="button"
        className={css.record}
        aria-pressed={recording}
        aria-label={command.title}
        aria-disabled={command.disabled !== null}
        onClick={command.disabled === null ? command.run : undefined}
      >
        <span className={css.dot} aria-hidden />
        {recording ? 'Recording' : 'Paused'}
      </button>
    </Tooltip>
  );
}

function CommandIcon({ command }: { command: Command }) {
  return (
    <IconButton
      label={command.title}
      icon={command.icon}
      aria-disabled={command.disabled !== null}
      onClick={command.disabled === null ? command.run : undefined}
    />
  );
}

function OpenBrowser({ commands }: { commands: Commands }) {
  const { openBrowser, browsers, clients } = commands;
  const groups = useMemo(() => [browsers.map(menuItem), [menuItem(clients)]], [browsers, clients]);
  const { disabled } = openBrowser;
  return (
    <div className={css.split}>
      <Tooltip
        text={disabled ?? 'A fresh profile that uses and trusts this proxy; your own profile is not touched'}
      >
        <Button
          icon={openBrowser.icon}
          aria-disabled={disabled !== null}
          onClick={disabled === null ? openBrowser.run : undefined}
        >
          Open browser
        </Button>
      </Tooltip>
      <DropdownMenu label="Browsers and other clients" groups={groups}>
        <Button aria-label="Other browsers and clients" className={css.more} icon={ChevronDown} />
      </DropdownMenu>
    </div>
  );
}

function Overflow({ commands }: { commands: Commands }) {
  const groups = useMemo(() => {
    const { export: exportAll, demo, insight, layout, settings, keys, protocols, log, about } = commands;
    return [
      [menuItem(exportAll), menuItem(insight), menuItem(demo)],
      [menuItem(layout), menuItem(settings)],
      [menuItem(keys), menuItem(protocols), menuItem(log), menuItem(about)],
    ];
  }, [commands]);
  return (
    <DropdownMenu label="More" groups={groups}>
      <Button look="quiet" aria-label="More" className={css.overflow} icon={Ellipsis} />
    </DropdownMenu>
  );
}
