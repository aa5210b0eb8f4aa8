// The theme that the settings ask for, on the root element; remembered, so that the first paint has it already.

import { useLayoutEffect } from 'react';
import { useStore } from 'zustand/react';
import type { Theme } from '../../../proxy/contract/model.ts';
import type { AppStore } from '../../state/app-store.ts';
import { asOneOf, readRemembered, writeRemembered } from '../../state/remembered.ts';

export const THEMES = ['system', 'light', 'dark'] as const satisfies readonly Theme[];

export function useTheme(store: AppStore): void {
  const asked = useStore(store, (state) => state.status?.settings.theme ?? null);
  useLayoutEffect(() => {
    if (asked !== null) writeRemembered('theme', asked);
    document.documentElement.dataset.theme = asked ?? readRemembered('theme', 'system', asOneOf(THEMES));
  }, [asked]);
}
