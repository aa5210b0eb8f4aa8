// What can be set while Framescope runs, and where its files are. A change is applied at once.

import { useCallback, useMemo } from 'react';
import type { Settings } from '../../../proxy/contract/model.ts';
import { LAYOUTS, type Layout } from '../../state/app-store.ts';
import { useApp, useAppStore, useAttempt, useSession } from '../../state/session-context.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Facts } from '../../ui/facts.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { OwnDecoders } from '../decoders/own-decoders.tsx';
import { THEMES } from '../shell/theme.ts';
import css from './settings-form.module.css';

const MEBIBYTE = 1024 * 1024;

export function SettingsForm() {
  const settings = useApp((state) => state.status?.settings);
  if (settings === undefined) return null;
  return (
    <div className={css.form}>
      <ThemeChoice theme={settings.theme} />
      <LayoutChoice />
      <ProxyPort port={settings.proxyPort} />
      <BodyBudget bytes={settings.bodyBudget} />
      <StorageBudget bytes={settings.storageBudget} />
      <WhenFullChoice whenFull={settings.whenFull} />
      <OwnDecoders />
      <Files />
    </div>
  );
}

const THEME_NAMES = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;

function ThemeChoice({ theme }: Pick<Settings, 'theme'>) {
  const session = useSession();
  const attempt = useAttempt();
  const choose = useCallback(
    (chosen: Settings['theme']) => attempt(() => session.configure({ theme: chosen })),
    [session, attempt],
  );
  return <Choice label="Theme" options={THEMES} names={THEME_NAMES} value={theme} onChange={choose} />;
}

const LAYOUT_NAMES = { auto: 'As it fits', right: 'Right', below: 'Below' } as const;

function LayoutChoice() {
  const store = useAppStore();
  const layout = useApp((state) => state.layout);
  const choose = useCallback((chosen: Layout) => store.setState({ layout: chosen }), [store]);
  return <Choice label="Details" options={LAYOUTS} names={LAYOUT_NAMES} value={layout} onChange={choose} />;
}

function ProxyPort({ port }: { port: number }) {
  const session = useSession();
  const proxy = useApp((state) => state.status?.proxy ?? null);
  const now = proxy === null ? 'The proxy does not listen now.' : `Now listening on ${proxy}.`;
  const commit = useCallback((proxyPort: number) => session.configure({ proxyPort }), [session]);
  return (
    <NumberField
      label="Proxy port"
      hint={`${now} 0 takes any free port. Clients must be told a new one.`}
      value={port}
      range={PORTS}
      onCommit={commit}
    />
  );
}

const PORTS = [0, 65_535] as const;

function BodyBudget({ bytes }: { bytes: number }) {
  const session = useSession();
  const commit = useCallback(
    (mebibytes: number) => session.configure({ bodyBudget: Math.round(mebibytes * MEBIBYTE) }),
    [session],
  );
  return (
    <NumberField
      label="Body budget, MiB"
      hint="How much of each HTTP body is kept. Longer bodies are relayed whole and kept up to here."
      value={bytes / MEBIBYTE}
      range={BUDGETS}
      onCommit={commit}
    />
  );
}

const BUDGETS = [0, 10_000] as const;

function StorageBudget({ bytes }: { bytes: number | null }) {
  const session = useSession();
  const commit = useCallback(
    (mebibytes: number) =>
      session.configure({ storageBudget: mebibytes === 0 ? null : Math.round(mebibytes * MEBIBYTE) }),
    [session],
  );
  return (
    <NumberField
      label="Storage budget, MiB"
      hint="0 keeps everything. Otherwise the oldest messages are removed once the session file takes more than this, 16 at least; the status bar says how many."
      value={(bytes ?? 0) / MEBIBYTE}
      range={STORAGE}
      onCommit={commit}
    />
  );
}

const STORAGE = [0, 100_000_000] as const;

const WHEN_FULL = ['lossless', 'never-slow'] as const;
const WHEN_FULL_NAMES = { lossless: 'Slow the traffic', 'never-slow': 'Skip payloads' } as const;

function WhenFullChoice({ whenFull }: Pick<Settings, 'whenFull'>) {
  const session = useSession();
  const attempt = useAttempt();
  const choose = useCallback(
    (chosen: Settings['whenFull']) => attempt(() => session.configure({ whenFull: chosen })),
    [session, attempt],
  );
  return (
    <Choice
      label="If the disk is too slow"
      options={WHEN_FULL}
      names={WHEN_FULL_NAMES}
      value={whenFull}
      onChange={choose}
      hint={
        'Slow the traffic: nothing is lost, and clients and servers have to wait until it is stored. ' +
        'Skip payloads: nobody waits; longer payloads are missing for as long as it lasts, their frame headers ' +
        'are kept, and the gap is counted.'
      }
    />
  );
}

function Files() {
  const info = useApp((state) => state.info);
  const facts = useMemo(
    () =>
      info
        ? [
            { name: 'Session file', value: info.file, copy: info.file },
            { name: 'Data folder', value: info.dataDir, copy: info.dataDir },
          ]
        : [],
    [info],
  );
  return (
    <section className={css.files}>
      <h3 className={css.heading}>Files</h3>
      <Facts facts={facts} />
      <p className={css.hint}>
        They are chosen when Framescope starts: <code>--session FILE</code>, <code>--data-dir DIR</code>, or
        the environment’s <code>FRAMESCOPE_HOME</code>.
      </p>
    </section>
  );
}
