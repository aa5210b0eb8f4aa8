// One line of Twitch chat, as chat is read: badges, the name in its colour, the text.

import { useMemo } from 'react';
import { type ChatLine, shortBadge } from './chat.ts';
import css from './message-row.module.css';
import { oneLine } from './one-line.ts';
import { readableColor } from './readable-color.ts';

/** A selected row is the hardest ground to read on, in either theme. */
const LIGHT_GROUND = '#dbe7fd';
const DARK_GROUND = '#213a63';

export function ChatSummary({ line }: { readonly line: ChatLine }) {
  const name = useMemo(() => ({ color: themedColor(line.color) }), [line.color]);
  return (
    <>
      {line.channel ? <span className={css.channel}>{line.channel}</span> : null}
      {line.badges.map((badge) => (
        <span key={badge} className={css.badge} title={badge}>
          {shortBadge(badge)}
        </span>
      ))}
      {line.firstMessage ? <span className={css.badge}>first message</span> : null}
      {line.bits === null ? null : <span className={css.badge}>{line.bits} bits</span>}
      <bdi className={css.speaker} style={name}>
        {oneLine(line.name)}
      </bdi>
      {line.action ? null : <span className={css.colon}>: </span>}
      {line.replyTo === null ? null : <span className={css.reply}>↩ {oneLine(line.replyTo)} </span>}
      <bdi className={css.said} data-action={line.action || undefined}>
        {line.action ? ` ${oneLine(line.text)}` : oneLine(line.text)}
      </bdi>
    </>
  );
}

function themedColor(color: string | null): string | undefined {
  const light = color === null ? null : readableColor(color, LIGHT_GROUND);
  const dark = color === null ? null : readableColor(color, DARK_GROUND);
  return light && dark ? `light-dark(${light}, ${dark})` : undefined;
}
