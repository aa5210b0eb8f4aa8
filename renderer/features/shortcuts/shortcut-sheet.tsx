// The sheet of all keys, drawn from the table that binds them.

import css from './shortcut-sheet.module.css';
import { formatKeys, type Shortcut, type ShortcutGroup, SHORTCUTS } from './shortcuts.ts';

const GROUPS = Object.keys(
  Object.groupBy(Object.values<Shortcut>(SHORTCUTS), ({ group }) => group),
) as ShortcutGroup[];

/** The sheet is longer than a small window, and what scrolls must be reached by keyboard. */
const REACHABLE = { tabIndex: 0 };

export function ShortcutSheet() {
  return (
    <div className={css.sheet} {...REACHABLE}>
      {GROUPS.map((group) => (
        <section key={group}>
          <h3 className={css.group}>{group}</h3>
          <dl>
            {shortcutsOf(group).map((shortcut) => (
              <div key={shortcut.title} className={css.shortcut}>
                <dt>{shortcut.title}</dt>
                <dd className={css.keys}>
                  {shortcut.keys.map((combination) => (
                    <kbd key={combination}>{formatKeys(combination)}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function shortcutsOf(group: ShortcutGroup): readonly Shortcut[] {
  return Object.values<Shortcut>(SHORTCUTS).filter((shortcut) => shortcut.group === group);
}
