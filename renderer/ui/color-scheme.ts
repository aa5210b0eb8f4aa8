// Whether the page is light or dark now: as its root says, else as the system does.

import { useSyncExternalStore } from 'react';

const DARK = '(prefers-color-scheme: dark)';

/** Another word whenever the colours may be others. */
export function useColorScheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribe, current);
}

function current(): 'light' | 'dark' {
  const { theme } = document.documentElement.dataset;
  if (theme === 'light' || theme === 'dark') return theme;
  return matchMedia(DARK).matches ? 'dark' : 'light';
}

function subscribe(changed: () => void): () => void {
  const list = matchMedia(DARK);
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  list.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    list.removeEventListener('change', changed);
  };
}
