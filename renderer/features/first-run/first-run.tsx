// The empty state: three ways to fill the list, each one button away.

import { type ReactNode, useId } from 'react';
import { useApp } from '../../state/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { Command, Commands } from '../shell/commands.ts';
import css from './first-run.module.css';

export function FirstRun({ commands }: { commands: Commands }) {
  const recording = useApp((state) => state.status?.recording ?? true);
  return (
    <section className={css.page} aria-labelledby="first-run-title">
      <div className={css.column}>
        <h2 id="first-run-title" className={css.title}>
          {recording ? 'Nothing captured yet' : 'Recording is paused'}
        </h2>
        <p className={css.lead}>
          {recording
            ? 'Point a client at the proxy and its requests, WebSocket connections and messages show up here.'
            : 'Traffic goes on, but nothing of it is kept. Resume recording to see it here.'}
        </p>
        <ol className={css.steps}>
          <Step number={1} title="Open a browser" command={commands.openBrowser} primary>
            A fresh profile that already uses and trusts this proxy. Your own profile is not touched.
          </Step>
          <Step number={2} title="Or set up another client" command={commands.clients}>
            curl, Node, Python, Firefox, Chrome or a phone: <ProxyAddress />
          </Step>
          <Step number={3} title="Or try the demo" command={commands.demo}>
            A small chat server and client on this machine, with real traffic through the proxy.
          </Step>
        </ol>
      </div>
    </section>
  );
}

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly command: Command;
  readonly primary?: boolean;
  readonly children: ReactNode;
}

function Step({ number, title, command, primary = false, children }: StepProps) {
  const { disabled } = command;
  const why = useId();
  return (
    <li className={css.step}>
      <span className={css.number} aria-hidden>
        {number}
      </span>
      <div>
        <h3 className={css.name}>{title}</h3>
        <p className={css.text}>{children}</p>
        {disabled === null ? null : (
          <p id={why} className={css.why}>
            {disabled}
          </p>
        )}
      </div>
      <Button
        look={primary ? 'primary' : 'plain'}
        icon={command.icon}
        aria-disabled={disabled !== null}
        aria-describedby={disabled === null ? undefined : why}
        onClick={disabled === null ? command.run : undefined}
      >
        {command.title}
      </Button>
    </li>
  );
}

function ProxyAddress() {
  const proxy = useApp((state) => state.status?.proxy ?? null);
  if (proxy === null) return <strong>the proxy is not listening, see the status bar.</strong>;
  return (
    <span className={css.address}>
      <code>{proxy}</code>
      <CopyButton text={proxy} label="Copy the proxy’s address" />
    </span>
  );
}
