// One kind: how often and since when it is there, and its fields as a table. A field filters the timeline, so does a
// value, and where a field is new that leads to the message in which it was.

import { Braces } from 'lucide-react';
import { Fragment, useCallback, useMemo } from 'react';
import { textTerm } from '../../../proxy/contract/filter-of-value.ts';
import {
  type FirstSeen,
  isNew,
  type KindSchema,
  MOST_FIELDS,
} from '../../../proxy/contract/message-schema.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatMoment, formatTime } from '../../ui/clock.ts';
import { formatExact, formatPlural } from '../../ui/quantity.ts';
import type { TimelineSource } from '../timeline/source.ts';
import type { Entry } from '../timeline/use-entry.ts';
import { DocumentMenu } from './document-menu.tsx';
import {
  type FieldRow,
  fieldRows,
  presenceOf,
  rangeWords,
  type ShownValues,
  shownValues,
  typeWords,
} from './field-rows.ts';
import css from './schema.module.css';

interface KindFieldsProps {
  readonly of: KindSchema;
  readonly members: TimelineSource['members'];
  readonly entry: Entry;
}

export function KindFields({ of, members, entry }: KindFieldsProps) {
  const rows = useMemo(() => fieldRows(of.shape), [of.shape]);
  const added = rows.filter(({ field }) => isNew(field));
  return (
    <>
      <KindHead of={of} added={added.length} members={members} entry={entry} />
      {rows.length === 0 ? (
        <p className={css.note}>No fields are known of it.</p>
      ) : (
        <table className={css.table} aria-label={`Fields of ${of.kind}`}>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <FieldLine key={row.key} row={row} kind={of.kind} entry={entry} />
            ))}
          </tbody>
        </table>
      )}
      <Limits of={of} rows={rows} />
    </>
  );
}

const COLUMNS = ['Field', 'Type', 'Present', 'Values'];

interface KindHeadProps extends KindFieldsProps {
  /** Fields that are new. */
  readonly added: number;
}

function KindHead({ of, added, members, entry }: KindHeadProps) {
  const { protocol, kind, messages, firstAt, lastAt } = of;
  const kinds = useMemo(() => [of], [of]);
  return (
    <header className={css.kindHead}>
      <h3>
        <FilterLink term={textTerm('kind', kind)} text={kind} entry={entry} />{' '}
        <span className={css.faint}>{protocol}</span>
      </h3>
      <span className={css.facts}>
        ▲ {formatExact(messages.client)} ▼ {formatExact(messages.server)} · first{' '}
        <time title={formatMoment(firstAt)}>{formatTime(firstAt)}</time>, last{' '}
        <time title={formatMoment(lastAt)}>{formatTime(lastAt)}</time>
        {added > 0 ? ` · ${formatPlural(added, 'new field')}` : null}
      </span>
      <DocumentMenu label="This kind" kinds={kinds} members={members}>
        <IconButton label="Copy or save the schema of this kind" icon={Braces} />
      </DocumentMenu>
    </header>
  );
}

interface FieldLineProps {
  readonly row: FieldRow;
  readonly kind: string;
  readonly entry: Entry;
}

function FieldLine({ row, kind, entry }: FieldLineProps) {
  const { field, depth, share } = row;
  const indent = useMemo(() => ({ paddingInlineStart: depth * 14 }), [depth]);
  return (
    <tr>
      <th scope="row">
        <span style={indent} className={css.name}>
          <FilterLink term={within(kind, presenceOf(row))} text={field.name} entry={entry} />
          {row.names ? <AnyName names={row.names} /> : null}
          {isNew(field) ? <NewSince first={field.first} entry={entry} /> : null}
        </span>
      </th>
      <td>
        <code>{typeWords(field.shape)}</code>
      </td>
      <td title={`In ${formatPlural(field.seen, 'object')}`}>
        {share === null ? 'always' : formatShare(share)}
      </td>
      <td className={css.values}>
        <Values row={row} kind={kind} entry={entry} />
      </td>
    </tr>
  );
}

function AnyName({ names }: { readonly names: readonly string[] }) {
  return (
    <span className={css.faint} title="Names that are data: all that lies under any of them is one shape">
      {names.join(', ')} …
    </span>
  );
}

/** The range of its numbers, and its texts. */
function Values({ row, kind, entry }: FieldLineProps) {
  const range = rangeWords(row);
  const shown = shownValues(row);
  const both = range !== null && shown.values.length > 0;
  return (
    <>
      {range === null ? null : <code title="The least and the most">{range}</code>}
      {both ? SEPARATOR[shown.kind] : null}
      <Shown shown={shown} kind={kind} entry={entry} />
    </>
  );
}

const SEPARATOR = { choices: ' | ', examples: ', ' } as const;

interface ShownProps extends Pick<FieldLineProps, 'kind' | 'entry'> {
  readonly shown: ShownValues;
}

function Shown({ shown: { kind: of, values }, kind, entry }: ShownProps) {
  if (values.length === 0) return null;
  return (
    <span title={of === 'choices' ? 'One of these, every time' : 'The first ones'}>
      {values.map(({ text, term }, n) => (
        <Fragment key={text}>
          {n === 0 ? null : SEPARATOR[of]}
          <FilterLink term={within(kind, term)} text={text} entry={entry} />
        </Fragment>
      ))}
      {of === 'examples' && values.length > 1 ? ' …' : null}
    </span>
  );
}

/** A term about a field, of the messages of one kind. */
function within(kind: string, term: string | null): string | null {
  const ofKind = textTerm('kind', kind);
  return term === null || ofKind === null ? term : `${ofKind} ${term}`;
}

interface FilterLinkProps {
  /** Null: no filter can say it. */
  readonly term: string | null;
  readonly text: string;
  readonly entry: Entry;
}

function FilterLink({ term, text, entry: { filterBy } }: FilterLinkProps) {
  const filter = useCallback(() => term !== null && filterBy(term), [term, filterBy]);
  if (term === null) return <code>{text}</code>;
  return (
    <button type="button" className={css.link} title={`Show these messages: ${term}`} onClick={filter}>
      {text}
    </button>
  );
}

function NewSince({ first, entry: { goTo } }: { readonly first: FirstSeen; readonly entry: Entry }) {
  const { seq, at, after } = first;
  const go = useCallback(() => goTo(seq), [seq, goTo]);
  const title = `New since ${formatMoment(at)}, after ${formatPlural(after, 'object')} without it: go there`;
  return (
    <button type="button" className={css.new} title={title} onClick={go}>
      new since {formatTime(at)}
    </button>
  );
}

/** What the table does not tell. */
function Limits({
  of: { shape, unread },
  rows,
}: {
  readonly of: KindSchema;
  readonly rows: readonly FieldRow[];
}) {
  const more = shape.more || rows.some(({ field }) => hasMore(field.shape));
  return (
    <>
      {more ? (
        <p className={css.note}>
          There are more fields than the first {MOST_FIELDS} of a kind, or with names too long to be told.
        </p>
      ) : null}
      {unread > 0 ? (
        <p className={css.note}>
          {formatPlural(unread, 'message')} too large, or nested too deep, to be read: not part of this.
        </p>
      ) : null}
    </>
  );
}

function hasMore({ more, items }: FieldRow['field']['shape']): boolean {
  return more || (items !== null && hasMore(items));
}

function formatShare(share: number): string {
  const percent = share * 100;
  return percent < 1 ? '< 1 %' : `${percent > 99 ? '> 99' : Math.round(percent)} %`;
}
