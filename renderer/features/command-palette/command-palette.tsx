// Everything by name: commands, types of requests, the newest connections, and the help of each protocol.

import { Command as Cmdk } from 'cmdk';
import { BookOpen } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useCallback, useMemo } from 'react';
import type { Connection } from '../../../proxy/contract/model.ts';
import { editListFilter } from '../../state/app-store.ts';
import { RESOURCE_FILTERS, type ResourceFilter, withResource } from '../../state/resource-filter.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { selectOnly } from '../../state/together.ts';
import { StateMark } from '../connections/connection-state.tsx';
import { PROTOCOL_FAMILIES, type ProtocolHelp } from '../help/protocols.ts';
import { RESOURCE_LABELS } from '../filter/resource-labels.ts';
import { type Command, type Commands, keysOf } from '../shell/commands.ts';
import css from './command-palette.module.css';

/** Connections offered, newest first: a palette is for reaching, not for searching a whole capture. */
const NEWEST = 100;

export function CommandPalette({ commands }: { commands: Commands }) {
  const store = useAppStore();
  const open = useApp((state) => state.dialog?.name === 'palette');
  const change = useCallback(
    (opened: boolean) => store.setState({ dialog: opened ? { name: 'palette' } : null }),
    [store],
  );
  return (
    <Dialog.Root open={open} onOpenChange={change}>
      <Dialog.Portal>
        <Dialog.Overlay className={css.scrim} />
        <Dialog.Content className={css.palette} aria-describedby={undefined}>
          <Dialog.Title data-silent>Command palette</Dialog.Title>
          <Cmdk label="Command palette" loop>
            <Cmdk.Input className={css.input} placeholder="Type a command, a type, a URL or a protocol" />
            <Cmdk.List className={css.list}>
              <Cmdk.Empty className={css.empty}>Nothing matches.</Cmdk.Empty>
              <CommandGroup commands={commands} />
              <FilterGroup />
              <ConnectionGroup />
              <HelpGroup />
            </Cmdk.List>
          </Cmdk>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function CommandGroup({ commands }: { commands: Commands }) {
  const all = useMemo(() => Object.values<Command | readonly Command[]>({ ...commands }).flat(), [commands]);
  return (
    <Cmdk.Group heading="Commands" className={css.group}>
      {all.map((command) => (
        <CommandEntry key={command.id} command={command} />
      ))}
    </Cmdk.Group>
  );
}

function CommandEntry({ command }: { command: Command }) {
  const choose = useChoose(command.run);
  const { icon: Icon, shortcut, disabled } = command;
  return (
    <Cmdk.Item className={css.item} value={command.title} disabled={disabled !== null} onSelect={choose}>
      <Icon className={css.icon} aria-hidden />
      <span className={css.name}>
        {command.title}
        {disabled === null ? null : <small className={css.why}>{disabled}</small>}
      </span>
      {shortcut === null ? null : <kbd>{keysOf(shortcut)}</kbd>}
    </Cmdk.Item>
  );
}

function FilterGroup() {
  return (
    <Cmdk.Group heading="Show" className={css.group}>
      {RESOURCE_FILTERS.map((filter) => (
        <FilterEntry key={filter} filter={filter} />
      ))}
    </Cmdk.Group>
  );
}

function FilterEntry({ filter }: { filter: ResourceFilter }) {
  const store = useAppStore();
  const show = useCallback(
    () => editListFilter(store, (text) => withResource(text, filter)),
    [store, filter],
  );
  const choose = useChoose(show);
  const [, long] = RESOURCE_LABELS[filter];
  return (
    <Cmdk.Item className={css.item} value={`Show ${long}`} onSelect={choose}>
      <span className={css.icon} />
      <span className={css.name}>{long}</span>
    </Cmdk.Item>
  );
}

function ConnectionGroup() {
  const connections = useApp((state) => state.connections);
  const newest = useMemo(() => [...connections.values()].slice(-NEWEST).toReversed(), [connections]);
  return (
    <Cmdk.Group heading="Connections" className={css.group}>
      {newest.map((connection) => (
        <ConnectionEntry key={connection.id} connection={connection} />
      ))}
    </Cmdk.Group>
  );
}

function ConnectionEntry({ connection }: { connection: Connection }) {
  const store = useAppStore();
  const { id, url, state } = connection;
  const choose = useChoose(useCallback(() => store.setState(selectOnly(id)), [store, id]));
  return (
    <Cmdk.Item className={css.item} value={`${url} c${id}`} onSelect={choose}>
      <span className={css.icon}>
        <StateMark state={state} />
      </span>
      <span className={css.name}>{url}</span>
    </Cmdk.Item>
  );
}

function HelpGroup() {
  return (
    <Cmdk.Group heading="Help" className={css.group}>
      {PROTOCOL_FAMILIES.flatMap(({ protocols }) => protocols).map((help) => (
        <HelpEntry key={help.name} help={help} />
      ))}
    </Cmdk.Group>
  );
}

function HelpEntry({ help: { name, title } }: { help: ProtocolHelp }) {
  const store = useAppStore();
  const show = useCallback(
    () => store.setState({ dialog: { name: 'protocols', protocol: name } }),
    [store, name],
  );
  const choose = useChoose(show);
  return (
    <Cmdk.Item className={css.item} value={`Help: ${title} ${name}`} onSelect={choose}>
      <BookOpen className={css.icon} aria-hidden />
      <span className={css.name}>{title}</span>
    </Cmdk.Item>
  );
}

/** Closes the palette first: what is chosen may open another dialog. */
function useChoose(run: () => void): () => void {
  const store = useAppStore();
  return useCallback(() => {
    store.setState({ dialog: null });
    run();
  }, [store, run]);
}
