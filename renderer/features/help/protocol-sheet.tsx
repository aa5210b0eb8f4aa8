// What Framescope reads inside messages, as a sheet: how each protocol is recognised, what is shown of it, what is paired.

import css from './protocol-sheet.module.css';
import { PROTOCOL_FAMILIES, type ProtocolHelp } from './protocols.ts';

/** The sheet is longer than a window, and what scrolls must be reached by keyboard. */
const REACHABLE = { tabIndex: 0 };

export function ProtocolSheet() {
  return (
    <div className={css.sheet} {...REACHABLE}>
      <p className={css.note}>
        Which decoder reads a message stands above it in <b>Pretty</b>, where another can be chosen for
        everything that comes from there. A decoder of your own is one file: see <b>Settings</b>.
      </p>
      {PROTOCOL_FAMILIES.map(({ title, protocols }) => (
        <section key={title} aria-label={title}>
          <h3 className={css.family}>{title}</h3>
          {protocols.map((protocol) => (
            <Protocol key={protocol.name} protocol={protocol} />
          ))}
        </section>
      ))}
    </div>
  );
}

function Protocol({ protocol }: { readonly protocol: ProtocolHelp }) {
  const { name, title, recognised, shown, paired, row, filter } = protocol;
  const [kind, summary] = row;
  return (
    <article className={css.protocol}>
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
          <code>{filter}</code>
        </dd>
      </dl>
    </article>
  );
}
