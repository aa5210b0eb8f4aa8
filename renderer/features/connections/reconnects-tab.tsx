// The reconnects of one logical session: what they say together, and every connection with the time without one before it.

import { TriangleAlert } from 'lucide-react';
import { Fragment, type ReactNode, useMemo } from 'react';
import {
  type Backoff,
  type EndingCount,
  type ReconnectStory,
  type Storm,
  tellReconnects,
} from '../../../proxy/contract/reconnect-story.ts';
import type { ReconnectGroup } from '../../../proxy/contract/reconnects.ts';
import { closeCodeName } from '../../../proxy/protocol/close.ts';
import { useApp } from '../../state/session-context.tsx';
import { formatDuration, formatExact, formatExactDuration, formatPlural } from '../../ui/quantity.ts';
import { AttemptList } from './attempt-list.tsx';
import css from './reconnects-tab.module.css';

export function ReconnectsTab({ group }: { group: ReconnectGroup }) {
  const connections = useApp((state) => state.connections);
  const story = useMemo(
    () => tellReconnects(group.members.flatMap((id) => connections.get(id) ?? [])),
    [group, connections],
  );
  return (
    <div className={css.page}>
      {story.storm ? <StormNote storm={story.storm} /> : null}
      <Summary story={story} />
      <div className={css.list}>
        <AttemptList story={story} />
      </div>
    </div>
  );
}

function StormNote({ storm }: { storm: Storm }) {
  return (
    <div className={css.storm} role="note">
      <TriangleAlert aria-hidden />
      <p>
        <strong>Reconnect storm.</strong> {storm.evidence} {storm.advice}
      </p>
    </div>
  );
}

function Summary({ story }: { story: ReconnectStory }) {
  const { attempts, down, longestDelay, endings, backoff, delays } = story;
  return (
    <dl className={css.facts}>
      <Fact name="Reconnects">{formatExact(attempts.length - 1)}</Fact>
      <Fact name="Down">
        <span title={formatExactDuration(down)}>{formatDuration(down)}</span> in all, at most{' '}
        <span title={formatExactDuration(longestDelay)}>{formatDuration(longestDelay)}</span>
      </Fact>
      <Fact name="Delays">
        <span title={delays.map((delay) => formatDuration(delay)).join(', ')}>{BACKOFFS[backoff]}</span>
        <Delays delays={delays} />
      </Fact>
      <Fact name="Ended by">
        {endings.length === 0
          ? 'nothing yet'
          : endings.map((ending) => <Ended key={ending.label} ending={ending} />)}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

const BACKOFFS: Readonly<Record<Backoff, string>> = {
  immediate: 'none: it comes back at once',
  constant: 'constant: they do not back off',
  growing: 'growing: they back off',
  varying: 'varying: they do not grow',
  unclear: 'too few to tell whether they grow',
};

/** As many as a line shows. */
const SHOWN_DELAYS = 8;

function Delays({ delays }: { delays: readonly number[] }) {
  const shown = delays.slice(-SHOWN_DELAYS).map((delay) => formatDuration(delay));
  return (
    <span className={css.delays}>
      {delays.length > SHOWN_DELAYS ? '… ' : null}
      {shown.join(' → ')}
    </span>
  );
}

function Ended({ ending: { label, count } }: { ending: EndingCount }) {
  const name = /^\d{4}$/.test(label) ? closeCodeName(Number(label)) : '';
  return (
    <Fragment>
      <span className={css.ending} title={`${formatPlural(count, 'time')}${name ? `: ${name}` : ''}`}>
        {label} <span className={css.times}>×{formatExact(count)}</span>
      </span>{' '}
    </Fragment>
  );
}
