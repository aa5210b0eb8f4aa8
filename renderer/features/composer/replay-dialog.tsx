// Plays the client's side of a connection again: to which server, and how fast. The new connection is then selected.

import { type ChangeEvent, useCallback, useState } from 'react';
import type { Connection } from '../../../proxy/contract/model.ts';
import { useAppStore, useAttempt, useSession } from '../../state/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatPlural } from '../../ui/quantity.ts';
import css from './composer.module.css';

const SPEEDS = [
  [1, 'Original timing'],
  [2, 'Twice as fast'],
  [10, 'Ten times as fast'],
  [Infinity, 'Without pauses'],
] as const;

interface ReplayDialogProps {
  readonly connection: Connection;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function ReplayDialog({ connection, open, onOpenChange }: ReplayDialogProps) {
  const [url, setUrl] = useState(connection.url);
  const [speed, setSpeed] = useState<number>(1);
  const changeUrl = useCallback((event: ChangeEvent<HTMLInputElement>) => setUrl(event.target.value), []);
  const changeSpeed = useCallback(
    (event: ChangeEvent<HTMLSelectElement>) => setSpeed(Number(event.target.value)),
    [],
  );
  const replay = useReplay(connection, onOpenChange);
  const start = useCallback(() => replay(url, speed), [replay, url, speed]);
  const valid = URL.canParse(url) && /^wss?:/.test(url);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Replay connection"
      description={`Sends the ${formatPlural(connection.sentMessages, 'message')} of the client again, over a new connection.`}
      footer={
        <Button look="primary" onClick={start} disabled={!valid}>
          Replay
        </Button>
      }
    >
      <div className={css.form}>
        <label htmlFor="replay-url">URL</label>
        <input id="replay-url" value={url} onChange={changeUrl} spellCheck={false} aria-invalid={!valid} />
        {valid ? null : <p className={css.wrong}>Write a ws:// or wss:// URL.</p>}
        <label htmlFor="replay-speed">Speed</label>
        <select id="replay-speed" value={speed} onChange={changeSpeed}>
          {SPEEDS.map(([value, name]) => (
            <option key={name} value={value}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </Dialog>
  );
}

function useReplay(connection: Connection, onOpenChange: (open: boolean) => void) {
  const session = useSession();
  const store = useAppStore();
  const attempt = useAttempt();
  return useCallback(
    (url: string, speed: number) =>
      attempt(async () => {
        const same = url === connection.url;
        const selected = await session.replay(connection.id, { url: same ? null : url, speed });
        onOpenChange(false);
        store.setState({ selected });
      }),
    [session, store, attempt, connection, onOpenChange],
  );
}
