// One family of protocols in the help: what it is, its picture, and each of its protocols with a filter that can be tried.

import { Funnel } from 'lucide-react';
import { useCallback, useEffect, useRef } from 'react';
import { toast } from 'sonner';
import { useAppStore } from '../../state/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import { useColorScheme } from '../../ui/color-scheme.ts';
import css from './family-page.module.css';
import { PICTURE, pictureOf } from './pictures.ts';
import type { ProtocolFamily, ProtocolHelp } from './protocols.ts';
import { tryFilter } from './trying.ts';

interface FamilyPageProps {
  readonly family: ProtocolFamily;
  /** The protocol that is to be seen at first, by its decoder's name. */
  readonly named: string | null;
}

/** A page is longer than a window, and what scrolls must be reached by keyboard. */
const REACHABLE = { tabIndex: 0 };

export function FamilyPage({ family: { name, title, about, shows, protocols }, named }: FamilyPageProps) {
  return (
    <section className={css.page} aria-label={title} {...REACHABLE}>
      <h3 className={css.title}>{title}</h3>
      <p className={css.about}>{about}</p>
      <Picture family={name} shows={shows} />
      {protocols.map((protocol) => (
        <Protocol key={protocol.name} protocol={protocol} named={protocol.name === named} />
      ))}
      <p className={css.note}>
        Which decoder reads a message stands above it in <b>Pretty</b>, where another can be chosen for
        everything that comes from there. A decoder of your own is one file: see <b>Settings</b>.
      </p>
    </section>
  );
}

function Picture({ family, shows }: { readonly family: string; readonly shows: string }) {
  const url = pictureOf(family, useColorScheme() === 'dark');
  return url === undefined ? null : <img className={css.picture} src={url} alt={shows} {...PICTURE} />;
}

interface ProtocolProps {
  readonly protocol: ProtocolHelp;
  readonly named: boolean;
}

function Protocol({ protocol, named }: ProtocolProps) {
  const { name, title, recognised, shown, paired, row, filter } = protocol;
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    if (named) article.current?.scrollIntoView({ block: 'start' });
  }, [named]);
  const [kind, summary] = row;
  return (
    <article ref={article} className={css.protocol} data-named={named || undefined}>
      <h4>
        {title} <code>proto:{name}</code>
      </h4>
      <div className={css.row} aria-label="As a row of the timeline">
        <span aria-hidden className={css.arrow}>
          ▼
        </span>
        <span className={css.kind}>{kind}</span>
        <span className={css.summary}>{summary}</span>
      </div>
      <dl>
        <dt>Recognised by</dt>
        <dd>{recognised}</dd>
        <dt>Shown</dt>
        <dd>{shown}</dd>
        {paired === null ? null : (
          <>
            <dt>Paired</dt>
            <dd>{paired}</dd>
          </>
        )}
        <dt>To try</dt>
        <dd>
          <Try name={name} filter={filter} />
        </dd>
      </dl>
    </article>
  );
}

const NOTHING = 'No messages have been captured yet. “Try the demo” in the ⋯ menu makes some.';

function Try({ name, filter }: Pick<ProtocolHelp, 'name' | 'filter'>) {
  const store = useAppStore();
  const run = useCallback(() => {
    const tried = tryFilter(store.getState(), { name, filter });
    if (tried === null) toast(NOTHING);
    else store.setState(tried);
  }, [store, name, filter]);
  return (
    <Button icon={Funnel} className={css.try} title="Show only these messages in the timeline" onClick={run}>
      <code>{filter}</code>
    </Button>
  );
}
