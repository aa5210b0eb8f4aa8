// Who speaks: badges, and the name in the colour that they chose, as far as it can be read on either theme.

import { useMemo } from 'react';
import { shortBadge } from '../timeline/chat.ts';
import { oneLine } from '../timeline/one-line.ts';
import { readableColor } from '../timeline/readable-color.ts';
import { type ChatMessage, describeBadge } from './chat-message.ts';
import css from './speaker.module.css';

/** A selected row is the hardest ground to read on, in either theme. */
const LIGHT_GROUND = '#dbe7fd';
const DARK_GROUND = '#213a63';

export function Speaker({ message }: { readonly message: ChatMessage }) {
  const { badges, name, color, login } = message;
  const style = useMemo(() => ({ color: themedColor(color) }), [color]);
  const other = login !== null && login !== name.toLowerCase();
  return (
    <>
      {badges.map((badge) => (
        <span key={badge.name} className={css.badge} data-badge={badge.name} title={describeBadge(badge)}>
          {shortBadge(badge.name)}
        </span>
      ))}
      <bdi className={css.name} style={style} title={login ?? undefined}>
        {oneLine(name)}
      </bdi>
      {other ? <bdi className={css.login}> ({oneLine(login)})</bdi> : null}
    </>
  );
}

function themedColor(color: string | null): string | undefined {
  const light = color === null ? null : readableColor(color, LIGHT_GROUND);
  const dark = color === null ? null : readableColor(color, DARK_GROUND);
  return light && dark ? `light-dark(${light}, ${dark})` : undefined;
}
