// The line at the bottom: where the proxy listens, what has been captured, what is wrong.

import { Bell, BellDot, Lightbulb, Square } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { NO_FINDINGS } from '../../../proxy/contract/finding.ts';
import type { Evicted, Notice, Totals } from '../../../proxy/contract/model.ts';
import { useApp } from '../../state/session-context.tsx';
import { formatMoment } from '../../ui/clock.ts';
import { useCopy } from '../../ui/copy-button.tsx';
import { formatBytes, formatExact, formatExactBytes, formatPlural } from '../../ui/quantity.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import type { Command, Commands } from '../shell/commands.ts';
import css from './status-bar.module.css';

export function StatusBar({ commands }: { commands: Commands }) {
  const totals = useApp((state) => state.status?.totals);
  return (
    <footer className={css.bar} aria-label="Status">
      <ProxyItem />
      <CertificateItem clients={commands.clients} />
      {totals ? <TotalsItems totals={totals} /> : null}
      <DemoItem demo={commands.demo} />
      <span className={css.room} />
      <InsightItem insight={commands.insight} />
      <NoticeItem log={commands.log} />
    </footer>
  );
}

function Item({ title, tone, children }: { title: string; tone?: 'warning' | 'error'; children: ReactNode }) {
  return (
    <Tooltip text={title}>
      <span className={css.item} data-tone={tone}>
        {children}
      </span>
    </Tooltip>
  );
}

interface ItemButtonProps {
  readonly title: string;
  readonly tone?: 'warning' | 'error' | undefined;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function ItemButton({ title, tone, onClick, children }: ItemButtonProps) {
  return (
    <Tooltip text={title}>
      <button type="button" className={css.item} data-tone={tone} onClick={onClick}>
        {children}
      </button>
    </Tooltip>
  );
}

function ProxyItem() {
  const proxy = useApp((state) => state.status?.proxy ?? null);
  const [copied, copy] = useCopy(proxy ?? '');
  if (proxy === null) {
    return (
      <Item title="No traffic is captured while the proxy does not listen." tone="warning">
        proxy not listening
      </Item>
    );
  }
  return (
    <ItemButton title={copied ? 'Copied' : 'The proxy’s address; click to copy'} onClick={copy}>
      proxy <code>{copied ? 'copied' : proxy}</code>
    </ItemButton>
  );
}

function CertificateItem({ clients }: { clients: Command }) {
  const trusted = useApp((state) => state.info?.ca.trusted ?? null);
  const [words, title] = TRUST[trusted === null ? 'unknown' : trusted ? 'yes' : 'no'];
  return (
    <ItemButton title={title} onClick={clients.run}>
      {words}
    </ItemButton>
  );
}

const TRUST = {
  yes: ['CA trusted ✓', 'This machine trusts the Framescope CA.'],
  no: [
    'CA not trusted',
    'This machine does not trust the Framescope CA. Open browser needs no trust; for other clients, click for the steps.',
  ],
  unknown: [
    'CA not checked',
    'Whether this machine trusts the Framescope CA is not known. Click for the steps.',
  ],
} as const;

function TotalsItems({ totals }: { totals: Totals }) {
  const { connections, open, messages, bytes, disk, gaps, evicted } = totals;
  const details = [
    formatPlural(connections, 'connection'),
    formatPlural(messages, 'message'),
    `${formatExactBytes(bytes)} on the wire`,
  ].join('\n');
  return (
    <>
      <Item title={details}>
        {formatExact(open)} open · {formatPlural(messages, 'message')} · {formatBytes(bytes)}
      </Item>
      <Item title={`The session file takes ${formatExactBytes(disk)} on disk.`}>
        disk {formatBytes(disk)}
      </Item>
      <GapsItem gaps={gaps} />
      {evicted ? <EvictedItem evicted={evicted} /> : null}
    </>
  );
}

function GapsItem({ gaps }: { gaps: number }) {
  if (gaps === 0) return <Item title="Everything that crossed the wire was kept.">0 gaps</Item>;
  return (
    <Item
      title="Stretches in which traffic went on but was not kept: paused, or over a limit."
      tone="warning"
    >
      {formatPlural(gaps, 'gap')}
    </Item>
  );
}

function EvictedItem({ evicted }: { evicted: Evicted }) {
  const { messages, bytes, until } = evicted;
  const title = `The storage budget has removed the oldest ${formatPlural(messages, 'message')} (${formatExactBytes(bytes)}), up to ${formatMoment(until)}. Settings has the budget.`;
  return <Item title={title}>{formatPlural(messages, 'message')} removed</Item>;
}

function DemoItem({ demo }: { demo: Command }) {
  const running = useApp((state) => state.status?.demo ?? false);
  if (!running) return null;
  return (
    <ItemButton title="Stop the demo" onClick={demo.run}>
      <Square className={css.icon} aria-hidden /> demo running, stop
    </ItemButton>
  );
}

/** Says nothing while there is nothing to say. */
function InsightItem({ insight }: { insight: Command }) {
  const { error, warning, info } = useApp((state) => state.status?.findings ?? NO_FINDINGS);
  if (error + warning + info === 0) return null;
  const worrying = error + warning;
  const words = worrying > 0 ? `${worrying} to look at` : formatPlural(info, 'finding');
  return (
    <ItemButton
      title={`Insight: ${formatPlural(error, 'error')}, ${formatPlural(warning, 'warning')}, ${formatPlural(info, 'note')} about this session`}
      tone={error > 0 ? 'error' : warning > 0 ? 'warning' : undefined}
      onClick={insight.run}
    >
      <Lightbulb className={css.icon} aria-hidden /> {words}
    </ItemButton>
  );
}

const NO_NOTICES: readonly Notice[] = [];

function NoticeItem({ log }: { log: Command }) {
  const notices = useApp((state) => state.status?.notices ?? NO_NOTICES);
  const logged = useApp((state) => state.log.length);
  const worst = useMemo(() => notices.find((notice) => notice.level === 'error') ?? notices[0], [notices]);
  if (worst === undefined) {
    return (
      <ItemButton title="Log of warnings and errors" onClick={log.run}>
        <Bell className={css.icon} aria-hidden /> Log{logged > 0 ? ` (${logged})` : ''}
      </ItemButton>
    );
  }
  return (
    <ItemButton title={`${worst.message} ${worst.hint}`} tone={worst.level} onClick={log.run}>
      <BellDot className={css.icon} aria-hidden />
      <span className={css.notice}>{worst.message}</span>
      {notices.length > 1 ? ` and ${notices.length - 1} more` : null}
    </ItemButton>
  );
}
