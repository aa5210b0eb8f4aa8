// Each new line of the log, for a moment, as a toast. The log itself keeps it.

import { useEffect, useRef } from 'react';
import { toast, Toaster } from 'sonner';
import type { Notice } from '../../../proxy/contract/model.ts';
import { useApp } from '../../state/session-context.tsx';
import css from './notice-toasts.module.css';

const SHOWN_FOR = 8000;

export function NoticeToasts() {
  const log = useApp((state) => state.log);
  const shown = useRef<readonly Notice[]>([]);
  useEffect(() => {
    const before = new Set(shown.current);
    for (const notice of log) if (!before.has(notice)) show(notice);
    shown.current = log;
  }, [log]);
  return (
    <Toaster position="bottom-right" offset={OFFSET} visibleToasts={4} toastOptions={OPTIONS} closeButton />
  );
}

const OFFSET = { bottom: 32, right: 12 };

const OPTIONS = {
  unstyled: true,
  classNames: {
    toast: `${css.toast}`,
    title: `${css.title}`,
    description: `${css.description}`,
    closeButton: `${css.close}`,
  },
};

function show(notice: Notice): void {
  const options = { description: notice.hint, duration: SHOWN_FOR, id: `${notice.code}-${notice.message}` };
  if (notice.level === 'error') toast.error(notice.message, options);
  else toast.warning(notice.message, options);
}
