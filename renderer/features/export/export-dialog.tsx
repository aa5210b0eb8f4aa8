// Writes what was captured to a file: which format, how much of it, and without the secrets unless asked.

import { Download } from 'lucide-react';
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import { formatConnectionId } from '../../../proxy/contract/ids.ts';
import type { ExportFormat, ExportQuery } from '../../../proxy/contract/session.ts';
import { useApp, useReport, useSession } from '../../state/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatBytes, formatExact, formatPlural } from '../../ui/quantity.ts';
import { FilterField } from '../filter/filter-field.tsx';
import { useSeenMessages } from '../filter/seen-values.ts';
import { filterError } from '../timeline/message-filter.ts';
import { type ExportProgress, runExport } from './export-run.ts';
import css from './export-dialog.module.css';
import { saveFile } from '../../ui/save-file.ts';

/** What the dialog begins with; each part that there is is offered as a scope. */
export interface ExportPreset {
  readonly connections: readonly ConnectionId[] | null;
  /** Of the timeline; else the filter of the connection list is offered. */
  readonly filter?: string;
  readonly messages?: readonly Seq[];
  /** Begin with all that `filter` matches. */
  readonly whole?: boolean;
}

interface ExportDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly preset: ExportPreset;
}

export function ExportDialog({ open, onOpenChange, preset }: ExportDialogProps) {
  return open ? <OpenExportDialog onOpenChange={onOpenChange} preset={preset} /> : null;
}

type Scope = 'everything' | 'connections' | 'filter' | 'messages';

interface Choices {
  readonly format: ExportFormat;
  readonly scope: Scope;
  /** As typed. */
  readonly filter: string;
  readonly redact: boolean;
  readonly decode: boolean;
}

function OpenExportDialog({ onOpenChange, preset: given }: Omit<ExportDialogProps, 'open'>) {
  const preset = useOffer(given);
  const [choices, setChoices] = useState<Choices>(() => ({
    format: 'ndjson',
    scope: given.whole && preset.filter !== '' ? 'filter' : narrowestScope(preset),
    filter: preset.filter,
    redact: true,
    decode: true,
  }));
  const run = useRun(onOpenChange);
  const { progress, start, cancel } = run;
  const wrong = choices.scope === 'filter' && filterError(choices.filter) !== null;
  const save = useCallback(() => start(queryOf(choices, preset)), [start, choices, preset]);
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title="Export"
      description="Writes captured traffic to a file on this computer."
      footer={
        progress === null ? (
          <Button look="primary" icon={Download} onClick={save} disabled={wrong}>
            Export
          </Button>
        ) : (
          <Button onClick={cancel}>Cancel</Button>
        )
      }
    >
      {progress === null ? (
        <Form choices={choices} onChange={setChoices} preset={preset} />
      ) : (
        <Progress progress={progress} />
      )}
    </Dialog>
  );
}

interface Offer {
  readonly connections: readonly ConnectionId[] | null;
  /** What the filter begins with. */
  readonly filter: string;
  /** The connections that the filter is for; null for all. */
  readonly filtered: readonly ConnectionId[] | null;
  readonly messages: readonly Seq[] | null;
}

function useOffer({ connections, filter, messages }: ExportPreset): Offer {
  const listFilter = useApp((state) => state.listFilter);
  return useMemo(
    () => ({
      connections,
      filter: filter ?? listFilter,
      filtered: filter === undefined ? null : connections,
      messages: messages ?? null,
    }),
    [connections, filter, messages, listFilter],
  );
}

function narrowestScope({ connections, messages }: Offer): Scope {
  if (messages !== null) return 'messages';
  return connections === null ? 'everything' : 'connections';
}

function queryOf({ scope, filter, ...rest }: Choices, offer: Offer): ExportQuery {
  const all = { ...rest, filter: '', connections: null, messages: null, live: false };
  switch (scope) {
    case 'everything':
      return all;
    case 'connections':
      return { ...all, connections: offer.connections };
    case 'filter':
      return { ...all, connections: offer.filtered, filter: filter.trim() };
    case 'messages':
      return { ...all, connections: offer.connections, messages: offer.messages };
  }
}

function useRun(onOpenChange: (open: boolean) => void) {
  const session = useSession();
  const report = useReport();
  const [progress, setProgress] = useState<ExportProgress | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const cancel = useCallback(() => running.current?.abort(), []);
  const start = useCallback(
    (query: ExportQuery) => {
      const abort = new AbortController();
      running.current = abort;
      setProgress({ progress: 0, total: 0, bytes: 0 });
      void runExport(session, query, abort.signal, setProgress)
        .then((file) => {
          if (file) saveFile(fileName(query.format), file);
          return file && onOpenChange(false);
        })
        .catch(report)
        .finally(() => setProgress(null));
    },
    [session, report, onOpenChange],
  );
  return { progress, start, cancel };
}

/** `framescope-2025-11-22T12-30-01.har`, in local time. */
function fileName(format: ExportFormat): string {
  const local = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000);
  return `framescope-${local.toISOString().slice(0, 19).replaceAll(':', '-')}.${format}`;
}

interface FormProps {
  readonly choices: Choices;
  readonly onChange: (choices: Choices) => void;
  readonly preset: Offer;
}

function Form({ choices, onChange, preset }: FormProps) {
  const scopes = useScopes(preset);
  const change = useCallback(
    (part: Partial<Choices>) => onChange({ ...choices, ...part }),
    [choices, onChange],
  );
  const redact = useCallback((on: boolean) => change({ redact: on }), [change]);
  const decode = useCallback((on: boolean) => change({ decode: on }), [change]);
  const format = useCallback((value: ExportFormat) => change({ format: value }), [change]);
  const scope = useCallback((value: Scope) => change({ scope: value }), [change]);
  return (
    <div className={css.form}>
      <Radios legend="Format" options={FORMATS} value={choices.format} onChange={format} />
      <Radios legend="What" options={scopes} value={choices.scope} onChange={scope}>
        <ScopeFilter connections={preset.filtered} text={choices.filter} onChange={change} />
      </Radios>
      <fieldset>
        <legend>Contents</legend>
        <Check checked={choices.redact} onChange={redact} title="Mask secrets">
          Cookies, Authorization headers, tokens in URLs, and passwords and tokens inside messages are
          replaced. Leave it on for files that leave this computer.
        </Check>
        {choices.format === 'ndjson' ? (
          <Check checked={choices.decode} onChange={decode} title="Add decoded fields">
            What the decoders read of each message, beside its payload.
          </Check>
        ) : null}
      </fieldset>
    </div>
  );
}

interface Option<T> {
  readonly value: T;
  readonly title: string;
  readonly note: string;
}

const FORMATS: readonly Option<ExportFormat>[] = [
  { value: 'ndjson', title: 'NDJSON', note: 'One JSON object a line: for jq, scripts and databases' },
  { value: 'har', title: 'HAR 1.2', note: 'Opens in Chrome DevTools and other inspectors' },
];

interface ScopeFilterProps {
  readonly connections: readonly ConnectionId[] | null;
  readonly text: string;
  readonly onChange: (part: Partial<Choices>) => void;
}

/** Typing into it chooses it. */
function ScopeFilter({ connections, text, onChange }: ScopeFilterProps) {
  const { seen, wake } = useSeenMessages(connections);
  const change = useCallback(
    (filter: string) => onChange(filter === text ? {} : { filter, scope: 'filter' }),
    [onChange, text],
  );
  return (
    <div className={css.filter}>
      <FilterField
        label="Filter of the export"
        placeholder="Filter: ws kind:PRIVMSG"
        place="messages"
        verb="Exports"
        value={text}
        onChange={change}
        seen={seen}
        onWake={wake}
      />
    </div>
  );
}

function useScopes({ connections, filtered, messages }: Offer): readonly Option<Scope>[] {
  const totals = useApp((state) => state.status?.totals ?? null);
  return useMemo(() => {
    const everything = totals
      ? `${formatPlural(totals.connections, 'connection')}, ${formatPlural(totals.messages, 'message')}`
      : '';
    const ids = connections?.map(formatConnectionId).join(', ') ?? '';
    const offered: readonly (Option<Scope> | null)[] = [
      { value: 'everything', title: 'Everything', note: everything },
      connections === null
        ? null
        : {
            value: 'connections',
            title: connections.length === 1 ? 'This connection' : 'These connections',
            note: ids,
          },
      messages === null
        ? null
        : { value: 'messages', title: 'The selection', note: formatPlural(messages.length, 'message') },
      {
        value: 'filter',
        title: 'What a filter matches',
        note: filtered === null ? 'of everything' : `of ${ids}`,
      },
    ];
    return offered.filter((option) => option !== null);
  }, [totals, connections, filtered, messages]);
}

interface RadiosProps<T extends string> {
  readonly legend: string;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** Below the last of them, and belonging to it. */
  readonly children?: React.ReactNode;
}

function Radios<T extends string>({ legend, options, value, onChange, children }: RadiosProps<T>) {
  const name = useId();
  return (
    <fieldset>
      <legend>{legend}</legend>
      {options.map((option) => (
        <Radio
          key={option.value}
          name={name}
          option={option}
          checked={option.value === value}
          onChange={onChange}
        />
      ))}
      {children}
    </fieldset>
  );
}

interface RadioProps<T extends string> {
  readonly name: string;
  readonly option: Option<T>;
  readonly checked: boolean;
  readonly onChange: (value: T) => void;
}

function Radio<T extends string>({ name, option, checked, onChange }: RadioProps<T>) {
  const choose = useCallback(() => onChange(option.value), [onChange, option.value]);
  return (
    <label className={css.option}>
      <input type="radio" name={name} checked={checked} onChange={choose} />
      <span>{option.title}</span>
      <small>{option.note}</small>
    </label>
  );
}

interface CheckProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly title: string;
  readonly children: React.ReactNode;
}

function Check({ checked, onChange, title, children }: CheckProps) {
  const toggle = useCallback(() => onChange(!checked), [checked, onChange]);
  return (
    <label className={css.check}>
      <input type="checkbox" checked={checked} onChange={toggle} />
      <span>{title}</span>
      <small>{children}</small>
    </label>
  );
}

function Progress({ progress: { progress, total, bytes } }: { readonly progress: ExportProgress }) {
  return (
    <div className={css.progress} role="status">
      <progress value={total === 0 ? undefined : progress} max={Math.max(1, total)} aria-label="Export" />
      <p>
        {formatExact(progress)} of {formatPlural(total, 'message')}, {formatBytes(bytes)} written
      </p>
    </div>
  );
}
