// What somebody says, with its emotes as labelled chips. Nothing is fetched: Framescope tells nobody what is read with it.

import type { ChatPiece } from '../../../proxy/formats/twitch/emote-cut.ts';
import { oneLine } from '../timeline/one-line.ts';
import css from './chat-text.module.css';

export function ChatText({ pieces }: { readonly pieces: readonly ChatPiece[] }) {
  return pieces.map(({ text, emote }, index) =>
    emote === null ? (
      // oxlint-disable-next-line react/no-array-index-key -- the pieces of one text never move
      <bdi key={index}>{oneLine(text)}</bdi>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key
      <span key={index} className={css.emote} title={`Emote ${emote}`}>
        {oneLine(text)}
      </span>
    ),
  );
}
