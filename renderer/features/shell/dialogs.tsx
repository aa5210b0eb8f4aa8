// Every dialog of the window; the store says which one is open.

import { type ReactNode, useCallback, useMemo } from 'react';
import type { DialogState } from '../../state/app-store.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { CommandPalette } from '../command-palette/command-palette.tsx';
import { ReplayDialog } from '../composer/replay-dialog.tsx';
import { ReadAsDialog } from '../decoders/read-as-dialog.tsx';
import { ExportDialog } from '../export/export-dialog.tsx';
import { ClientSetup } from '../first-run/client-setup.tsx';
import { ProtocolSheet } from '../help/protocol-sheet.tsx';
import { InsightList } from '../insight/insight-list.tsx';
import { SettingsForm } from '../settings/settings-form.tsx';
import { ShortcutSheet } from '../shortcuts/shortcut-sheet.tsx';
import { NoticeLog } from '../status-bar/notice-log.tsx';
import type { Commands } from './commands.ts';

export function Dialogs({ commands }: { commands: Commands }) {
  return (
    <>
      <CommandPalette commands={commands} />
      <Export />
      <Replay />
      <ReadAs />
      <Sheet name="settings" title="Settings">
        <SettingsForm />
      </Sheet>
      <Sheet name="clients" title="Set up another client" description={CLIENTS} size="large">
        <ClientSetup />
      </Sheet>
      <Sheet name="keys" title="All keys" size="large">
        <ShortcutSheet />
      </Sheet>
      <Protocols />
      <Sheet
        name="log"
        title="Log"
        description="Warnings and errors of this visit, newest first."
        size="large"
      >
        <NoticeLog />
      </Sheet>
      <Sheet
        name="insight"
        title="Insight"
        description="What is worth knowing about this session, worst first. Click on what it rests on to go there."
        size="large"
      >
        <InsightList connections={null} />
      </Sheet>
      <Sheet name="about" title="Framescope" description="A devtools-style WebSocket inspector.">
        <About />
      </Sheet>
    </>
  );
}

const CLIENTS =
  'Any client works that can use an HTTP proxy and trusts this machine’s own certificate authority.';

interface SheetProps {
  readonly name: DialogState['name'];
  readonly title: string;
  readonly description?: string;
  readonly size?: 'small' | 'large' | 'full';
  readonly children: ReactNode;
}

function Sheet({ name, ...rest }: SheetProps) {
  const open = useApp((state) => state.dialog?.name === name);
  const change = useDialogChange();
  return <Dialog open={open} onOpenChange={change} {...rest} />;
}

function Protocols() {
  const named = useApp(({ dialog }) => (dialog?.name === 'protocols' ? dialog.protocol : null));
  return (
    <Sheet
      name="protocols"
      title="Protocols"
      description="What is read inside messages, how each is recognised, and a filter to try."
      size="full"
    >
      <ProtocolSheet named={named} />
    </Sheet>
  );
}

function Export() {
  const dialog = useApp((state) => state.dialog);
  const change = useDialogChange();
  const connections = dialog?.name === 'export' ? dialog.connections : null;
  const preset = useMemo(() => ({ connections }), [connections]);
  return <ExportDialog open={dialog?.name === 'export'} onOpenChange={change} preset={preset} />;
}

function Replay() {
  const connection = useApp(({ dialog, connections }) =>
    dialog?.name === 'replay' ? connections.get(dialog.connection) : undefined,
  );
  const change = useDialogChange();
  return connection ? <ReplayDialog connection={connection} open onOpenChange={change} /> : null;
}

function ReadAs() {
  const connection = useApp(({ dialog, connections }) =>
    dialog?.name === 'read-as' ? connections.get(dialog.connection) : undefined,
  );
  const change = useDialogChange();
  return connection ? <ReadAsDialog connection={connection} open onOpenChange={change} /> : null;
}

function useDialogChange(): (open: boolean) => void {
  const store = useAppStore();
  return useCallback(
    (open) => {
      if (!open) store.setState({ dialog: null });
    },
    [store],
  );
}

function About() {
  const info = useApp((state) => state.info);
  const facts = useMemo(
    () => (info ? [{ name: 'Version', value: info.version, copy: info.version }] : []),
    [info],
  );
  return <Facts facts={facts} />;
}
