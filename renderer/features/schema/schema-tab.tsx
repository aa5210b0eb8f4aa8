// What the messages of the timeline look like, live: their kinds beside each other, the fields of one, and the whole as
// a document. Those of one connection or of several, and of the timeline's filter.

import { Braces, Download, SearchX } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useState } from 'react';
import { type KindSchema, type MessageSchema, MOST_KINDS } from '../../../proxy/contract/message-schema.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount, formatExact, formatPlural } from '../../ui/quantity.ts';
import type { TimelineSource } from '../timeline/source.ts';
import { useSchema } from '../timeline/use-counted.ts';
import type { Entry } from '../timeline/use-entry.ts';
import { useMessageView, useViewState } from '../timeline/use-message-view.ts';
import { DocumentMenu } from './document-menu.tsx';
import { KindFields } from './kind-fields.tsx';
import css from './schema.module.css';

interface SchemaTabProps {
  readonly source: TimelineSource;
  readonly entry: Entry;
}

export function SchemaTab({ source, entry }: SchemaTabProps) {
  const { shown: filter, clear } = entry.search;
  const { view } = useMessageView(source.ids, filter, false, false, source.session !== undefined);
  const state = useViewState(view);
  const schema = useSchema(view);
  if (!state || !schema) return <div className={css.page} aria-busy />;
  const searched = state.scanned >= state.total && schema.scanned >= schema.total;
  if (searched && schema.kinds.length === 0)
    return <Nothing schema={schema} hidden={filter === '' ? 0 : state.total} onClear={clear} />;
  return (
    <section className={css.page} aria-label="Schema">
      <header className={css.head}>
        <Progress schema={schema} filter={filter} />
        <DocumentMenu label="All kinds" kinds={schema.kinds} members={source.members}>
          <Button icon={Download}>Export schema</Button>
        </DocumentMenu>
      </header>
      <Kinds kinds={schema.kinds} source={source} entry={entry} />
    </section>
  );
}

/** Fewer messages that are not read yet are what live traffic brings meanwhile: no progress to be shown. */
const MEANWHILE = 5000;

function Progress({ schema, filter }: { readonly schema: MessageSchema; readonly filter: string }) {
  const { scanned, total, kinds, otherKinds, undecoded } = schema;
  return (
    <p className={css.progress}>
      {formatPlural(kinds.length, 'kind')} in {scanned < total ? `${formatExact(scanned)} of ` : null}
      {formatPlural(total, 'message')}
      {filter === '' ? null : (
        <>
          {' '}
          of the filter <code>{filter}</code>
        </>
      )}
      {undecoded > 0 ? `, ${formatExact(undecoded)} not decoded` : null}
      {otherKinds > 0 ? `, ${formatExact(otherKinds)} of kinds beyond the first ${MOST_KINDS}` : null}
      {total - scanned > MEANWHILE ? (
        <label className={css.counting}>
          reading {formatExact(scanned)} of {formatExact(total)}
          <progress value={scanned} max={total} />
        </label>
      ) : null}
    </p>
  );
}

interface KindsProps extends SchemaTabProps {
  readonly kinds: readonly KindSchema[];
}

/** The most frequent one is open until another is chosen. */
function Kinds({ kinds, source, entry }: KindsProps) {
  const [chosen, choose] = useState<string | null>(null);
  const open = kinds.find((each) => keyOf(each) === chosen) ?? kinds[0];
  if (open === undefined) return null;
  return (
    <Tabs.Root className={css.body} orientation="vertical" value={keyOf(open)} onValueChange={choose}>
      <Tabs.List className={css.kinds} aria-label="Kinds">
        {kinds.map((each) => (
          <KindTab key={keyOf(each)} of={each} />
        ))}
      </Tabs.List>
      <Tabs.Content className={css.fields} value={keyOf(open)}>
        <KindFields of={open} members={source.members} entry={entry} />
      </Tabs.Content>
    </Tabs.Root>
  );
}

function KindTab({ of }: { readonly of: KindSchema }) {
  const { protocol, kind, messages } = of;
  return (
    <Tabs.Trigger className={css.kind} value={keyOf(of)} title={`${protocol}: ${kind}`}>
      <code>{kind}</code>
      <Amount sign="▲" name="sent" count={messages.client} />
      <Amount sign="▼" name="received" count={messages.server} />
    </Tabs.Trigger>
  );
}

interface AmountProps {
  readonly sign: string;
  readonly name: string;
  readonly count: number;
}

function Amount({ sign, name, count }: AmountProps) {
  if (count === 0) return null;
  return (
    <span className={css.amount} title={`${formatExact(count)} ${name}`}>
      <span aria-hidden>{sign}</span> {formatCount(count)}
      <span data-silent> {name}</span>
    </span>
  );
}

/** Part of an id, so without spaces. */
function keyOf({ protocol, kind }: KindSchema): string {
  return encodeURIComponent(`${protocol} ${kind.toWellFormed()}`);
}

interface NothingProps {
  readonly schema: MessageSchema;
  /** Messages that the filter hides. */
  readonly hidden: number;
  readonly onClear: () => void;
}

function Nothing({ schema: { total, undecoded }, hidden, onClear }: NothingProps) {
  if (total === 0 && hidden > 0) {
    return (
      <div className={css.empty} role="status">
        <SearchX aria-hidden />
        <p>The filter of the timeline hides all of the {formatPlural(hidden, 'message')}.</p>
        <Button onClick={onClear}>Read all</Button>
      </div>
    );
  }
  return (
    <div className={css.empty} role="status">
      <Braces aria-hidden />
      <p>
        {undecoded > 0
          ? `No decoder knows the ${formatPlural(undecoded, 'message')}.`
          : 'No messages to read yet.'}
      </p>
      <p>
        Kinds of messages and their fields appear here, to be taken as JSON Schema, TypeScript or AsyncAPI.
      </p>
    </div>
  );
}
