// Says of a connection that Framescope made again what it is and from which one it was made, and leads there.

import { useCallback } from 'react';
import { type ConnectionId, formatConnectionId } from '../../../proxy/contract/ids.ts';
import type { ConnectionDetail } from '../../../proxy/contract/model.ts';
import { describeRemade } from '../../../proxy/contract/remade.ts';
import { redactText } from '../../../proxy/formats/redaction.ts';
import { useApp, useAppStore } from '../../state/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import css from './handshake.module.css';

export function RetryOf({ detail }: { readonly detail: ConnectionDetail }) {
  const words = describeRemade(detail);
  if (detail.replayOf === null || words === null) return null;
  return (
    <p className={css.note}>
      {redactText(words)}. <Original id={detail.replayOf} />
    </p>
  );
}

function Original({ id }: { readonly id: ConnectionId }) {
  const store = useAppStore();
  const isHere = useApp(({ connections }) => connections.has(id));
  const show = useCallback(() => store.setState({ selected: id }), [store, id]);
  if (!isHere) return <>{formatConnectionId(id)} is not here any more.</>;
  return (
    <Button look="quiet" onClick={show}>
      Show the original
    </Button>
  );
}
