// Sends a message into the live connection, to the server or to the client; or plays the connection again.

import { Repeat, Send } from 'lucide-react';
import { type ChangeEvent, type KeyboardEvent, useCallback, useMemo, useState } from 'react';
import type { Connection, ConnectionState } from '../../../proxy/contract/model.ts';
import { useAttempt, useSession } from '../../state/session-context.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatKeys, matchesShortcut, SHORTCUTS } from '../shortcuts/shortcuts.ts';
import css from './composer.module.css';
import { type Draft, DRAFT_TYPES, type DraftType, useDraft } from './draft.ts';
import { NO_HISTORY, remember, walk } from './history.ts';
import { outgoing } from './outgoing.ts';
import { ReplayDialog } from './replay-dialog.tsx';

const WHY_NOT: Readonly<Record<ConnectionState, string | null>> = {
  connecting: 'The opening handshake is not finished yet.',
  open: null,
  closed: 'The connection is closed. Replay it to send again.',
  failed: 'The upgrade did not succeed, so nothing can be sent.',
};

export function Composer({ connection }: { readonly connection: Connection }) {
  const [draft, write] = useDraft(connection.id);
  const [replays, setReplays] = useState(false);
  const openReplay = useCallback(() => setReplays(true), []);
  const message = useMemo(() => outgoing(draft), [draft]);
  const closed = WHY_NOT[connection.state];
  const why = closed ?? (message.ok ? null : message.why);
  const { send, onKeyDown } = useSending(connection, draft, write, why === null);
  return (
    <section className={css.composer} aria-label="Send a message">
      <TargetChoice draft={draft} onChange={write} />
      <TypeChoice draft={draft} onChange={write} />
      <Field draft={draft} onChange={write} disabled={closed !== null} onKeyDown={onKeyDown} />
      <span className={css.why} role="status">
        {closed ?? (draft.text === '' ? null : why)}
      </span>
      <IconButton label="Replay connection…" icon={Repeat} onClick={openReplay} />
      <Button look="primary" icon={Send} onClick={send} disabled={why !== null} title={why ?? SEND_KEYS}>
        Send
      </Button>
      <ReplayDialog connection={connection} open={replays} onOpenChange={setReplays} />
    </section>
  );
}

const SEND_KEYS = formatKeys(SHORTCUTS.send.keys[0]);

function useSending(connection: Connection, draft: Draft, write: (draft: Draft) => void, ready: boolean) {
  const session = useSession();
  const attempt = useAttempt();
  const [history, setHistory] = useState(NO_HISTORY);
  const send = useCallback(() => {
    const message = outgoing(draft);
    if (!ready || !message.ok) return;
    attempt(async () => {
      await session.send(connection.id, message.message);
      setHistory((before) => remember(before, draft));
      write({ ...draft, text: '' });
    });
  }, [session, attempt, connection.id, draft, write, ready]);

  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLTextAreaElement>) => {
      const step = historyStep(event);
      if (matchesShortcut(event, 'send')) send();
      else if (step === null) return;
      else {
        const [next, sent] = walk(history, step);
        setHistory(next);
        write(sent ?? { ...draft, text: step === 1 ? '' : draft.text });
      }
      event.preventDefault();
    },
    [send, history, draft, write],
  );
  return { send, onKeyDown };
}

/** Up on the first line and Down on the last walk through what was sent. */
function historyStep({
  key,
  currentTarget: field,
  shiftKey,
}: KeyboardEvent<HTMLTextAreaElement>): 1 | -1 | null {
  if (shiftKey || field.selectionStart !== field.selectionEnd) return null;
  const before = field.value.slice(0, field.selectionStart);
  const after = field.value.slice(field.selectionEnd);
  if (key === 'ArrowUp' && !before.includes('\n')) return -1;
  return key === 'ArrowDown' && !after.includes('\n') ? 1 : null;
}

interface ChoiceProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

function TargetChoice({ draft, onChange }: ChoiceProps) {
  const change = useCallback(
    (event: ChangeEvent<HTMLSelectElement>) =>
      onChange({ ...draft, to: event.target.value === 'client' ? 'client' : 'server' }),
    [draft, onChange],
  );
  return (
    <select className={css.choice} aria-label="To" data-to={draft.to} value={draft.to} onChange={change}>
      <option value="server">▲ to server</option>
      <option value="client">▼ to client</option>
    </select>
  );
}

const TYPE_NAMES: Readonly<Record<DraftType, string>> = {
  text: 'text',
  hex: 'binary, as hex',
  base64: 'binary, as base64',
  ping: 'ping',
  pong: 'pong',
  close: 'close',
};

function TypeChoice({ draft, onChange }: ChoiceProps) {
  const change = useCallback(
    (event: ChangeEvent<HTMLSelectElement>) => onChange({ ...draft, type: event.target.value as DraftType }),
    [draft, onChange],
  );
  return (
    <select className={css.choice} aria-label="Type" value={draft.type} onChange={change}>
      {DRAFT_TYPES.map((type) => (
        <option key={type} value={type}>
          {TYPE_NAMES[type]}
        </option>
      ))}
    </select>
  );
}

const PLACEHOLDERS: Readonly<Record<DraftType, string>> = {
  text: 'Message',
  hex: '48 65 6c 6c 6f',
  base64: 'SGVsbG8=',
  ping: 'Payload of the ping; may be empty',
  pong: 'Payload of the pong; may be empty',
  close: '1000 reason; empty for no code',
};

interface FieldProps extends ChoiceProps {
  readonly disabled: boolean;
  readonly onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
}

function Field({ draft, onChange, disabled, onKeyDown }: FieldProps) {
  const change = useCallback(
    (event: ChangeEvent<HTMLTextAreaElement>) => onChange({ ...draft, text: event.target.value }),
    [draft, onChange],
  );
  return (
    <textarea
      className={css.field}
      data-composer-field
      aria-label="Payload"
      rows={1}
      spellCheck={false}
      placeholder={PLACEHOLDERS[draft.type]}
      value={draft.text}
      disabled={disabled}
      onChange={change}
      onKeyDown={onKeyDown}
    />
  );
}
