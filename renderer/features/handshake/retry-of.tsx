// Says of a connection that Framescope made again which one it was made from, and leads there.

import { useCallback } from 'react';
import { type ConnectionId, formatConnectionId } from '../../../proxy/contract/ids.ts';
import type { ConnectionDetail } from '../../../proxy/contract/model.ts';
import { useAppStore } from '../../state/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import css from './handshake.module.css';

export function RetryOf({ detail: { replayOf } }: { readonly detail: ConnectionDetail }) {
  return replayOf === null ? null : <Line original={replayOf} />;
}

function Line({ original }: { readonly original: ConnectionId }) {
  const store = useAppStore();
  const show = useCallback(() => store.setState({ selected: original }), [store, original]);
  return (
    <p className={css.note}>
      Framescope made this connection again from {formatConnectionId(original)}.{' '}
      <Button look="quiet" onClick={show}>
        Show the original
      </Button>
    </p>
  );
}
