// Before the first session: waiting, or why there will be none.

import type { FramescopeError } from '../../../proxy/contract/errors.ts';
import icon from '../../icon.svg';
import css from './splash.module.css';

export function Splash({ refusal }: { refusal: FramescopeError | null }) {
  return (
    <main className={css.splash}>
      <img src={icon} alt="" width="40" height="40" />
      {refusal === null ? (
        <output>Connecting to the Framescope engine…</output>
      ) : (
        <div role="alert">
          <h1 className={css.title}>{refusal.message}</h1>
          <p>{refusal.hint}</p>
        </div>
      )}
    </main>
  );
}
