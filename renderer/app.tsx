// The page as a whole: waits for the first session, then stays on the screen whatever the link does,
// so that nothing a person has typed or chosen is lost with the engine.

import { useEffect, useRef, useState } from 'react';
import { FramescopeError } from '../proxy/contract/errors.ts';
import type { Session } from '../proxy/contract/session.ts';
import { Shell } from './features/shell/shell.tsx';
import { Splash } from './features/shell/splash.tsx';
import { useTheme } from './features/shell/theme.ts';
import type { Host, LinkEvent } from './host.ts';
import type { AppStore } from './state/app-store.ts';
import { follow } from './state/follow.ts';
import { SessionProvider } from './state/session-context.tsx';

interface AppProps {
  readonly store: AppStore;
  readonly connect: (onLink: (event: LinkEvent) => void) => Host;
}

export function App({ store, connect }: AppProps) {
  const { session, refusal, retry } = useLink(store, connect);
  useTheme(store);
  if (session === null) return <Splash refusal={refusal} />;
  return (
    <SessionProvider session={session} store={store}>
      <Shell onRetry={retry} />
    </SessionProvider>
  );
}

function useLink(store: AppStore, connect: AppProps['connect']) {
  const host = useRef<Host | null>(null);
  const [session, setSession] = useState<Session | null>(null);
  const [refusal, setRefusal] = useState<FramescopeError | null>(null);
  const [retry] = useState(() => () => host.current?.retry());

  useEffect(() => {
    const onLink = (event: LinkEvent) => {
      if (event.link === 'live') void goLive(event.session);
      else store.setState({ link: event.link });
      if (event.link === 'refused') setRefusal(event.error);
    };
    const goLive = async (next: Session) => {
      try {
        await follow(next, store);
        setSession(next);
        store.setState({ link: 'live' });
      } catch (error) {
        if (error instanceof FramescopeError && error.code === 'ENGINE_GONE') return; // `lost` follows
        setRefusal(error instanceof FramescopeError ? error : new FramescopeError('INVALID', String(error)));
      }
    };
    host.current = connect(onLink);
  }, [store, connect]);

  return { session, refusal, retry };
}
