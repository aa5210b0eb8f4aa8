// A payload as text, wrapped or not. Secrets in it stay masked until the user asks to see them.

import { Eye, EyeOff, WrapText } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { decodeLossy, decodeText } from '../../../proxy/formats/payload-text.ts';
import { maskText } from '../../../proxy/formats/secrets.ts';
import { asBoolean, useRemembered } from '../../state/remembered.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/quantity.ts';
import css from './inspector.module.css';

/** Bytes that one text element can show without making the page slow. */
const TEXT_LIMIT = 4 << 20;
const MASK = '•••';
/** What scrolls must be reached by keyboard. */
const REACHABLE = { tabIndex: 0 };

export function RawText({ bytes }: { readonly bytes: Uint8Array }) {
  const [wraps, setWraps] = useRemembered('wrap', true, asBoolean);
  const [revealed, setRevealed] = useState(false);
  const { text, masked, valid } = useMemo(() => read(bytes), [bytes]);
  const wrap = useCallback(() => setWraps(!wraps), [wraps, setWraps]);
  const reveal = useCallback(() => setRevealed((before) => !before), []);
  const hides = masked !== text;
  return (
    <div className={css.raw}>
      <div className={css.tools}>
        <Button look="quiet" icon={WrapText} aria-pressed={wraps} onClick={wrap}>
          Wrap
        </Button>
        {hides ? (
          <Button look="quiet" icon={revealed ? EyeOff : Eye} onClick={reveal}>
            {revealed ? 'Hide secrets' : 'Reveal secrets'}
          </Button>
        ) : null}
        {valid ? null : <span>Not valid UTF-8: bytes that are not read as �.</span>}
        {bytes.length > TEXT_LIMIT ? (
          <span>The first {formatBytes(TEXT_LIMIT)} are shown; save the payload for the rest.</span>
        ) : null}
      </div>
      <pre className={css.text} data-wraps={wraps || undefined} {...REACHABLE}>
        {revealed ? text : masked}
      </pre>
    </div>
  );
}

function read(bytes: Uint8Array) {
  const shown = withoutCutCharacter(bytes.subarray(0, TEXT_LIMIT));
  const valid = decodeText(shown);
  const text = valid ?? decodeLossy(shown);
  return { text, masked: maskText(text, MASK), valid: valid !== null };
}

/** A preview may end inside a character of up to four bytes, which is no fault of the text. */
function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  const cuts = [0, 1, 2, 3].map((cut) => bytes.subarray(0, bytes.length - cut));
  return cuts.find((cut) => decodeText(cut) !== null) ?? bytes;
}
