// Says that the engine is gone while it is; what is on the screen stays as it was.

import { Unplug } from 'lucide-react';
import { useApp } from '../../state/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import css from './link-banner.module.css';

export function LinkBanner({ onRetry }: { onRetry: () => void }) {
  const lost = useApp((state) => state.link === 'lost');
  if (!lost) return null;
  return (
    <div className={css.banner} role="alert">
      <Unplug className={css.icon} aria-hidden />
      <strong>Engine gone, reconnecting…</strong>
      <span>
        What was captured is on disk and comes back with it. If you restarted Framescope, open the new link
        that it printed.
      </span>
      <Button onClick={onRetry}>Try now</Button>
    </div>
  );
}
