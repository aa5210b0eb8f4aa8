// The whole window on a session fixture, with a store of its own and nothing remembered.

import { createElement } from 'react';
import { toast } from 'sonner';
import { render } from 'vitest-browser-react';
import '../../../renderer/tokens.css';
import '../../../renderer/base.css';
import { App } from '../../../renderer/app.tsx';
import type { LinkEvent } from '../../../renderer/host.ts';
import { type AppStore, createAppStore } from '../../../renderer/state/app-store.ts';
import { createSessionFixture, type FixtureContent, type SessionFixture } from './session-fixture.ts';

export interface OpenWindow extends SessionFixture {
  readonly store: AppStore;
  /** What the host would say of the link. */
  readonly link: (event: LinkEvent) => void;
  readonly retries: () => number;
}

export async function openWindow(content: FixtureContent = {}): Promise<OpenWindow> {
  localStorage.clear();
  toast.dismiss();
  const fixture = createSessionFixture(content);
  const store = createAppStore();
  const { promise: link, resolve } = Promise.withResolvers<(event: LinkEvent) => void>();
  let retries = 0;
  const connect = (onLink: (event: LinkEvent) => void) => {
    resolve(onLink);
    onLink({ link: 'live', session: fixture.session });
    return { retry: () => void retries++ };
  };
  document.body.style.cssText = 'position: fixed; inset: 0';
  const screen = await render(createElement(App, { store, connect }));
  screen.container.style.height = '100%';
  return { ...fixture, store, link: await link, retries: () => retries };
}
