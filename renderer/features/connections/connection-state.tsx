// The state of a connection: a shape as well as a colour, and its word.

import type { ConnectionState } from '../../../proxy/contract/model.ts';
import css from './connection-state.module.css';

const MARKS: Readonly<Record<ConnectionState, readonly [shape: string, word: string]>> = {
  connecting: ['◌', 'Connecting'],
  open: ['●', 'Open'],
  closed: ['○', 'Closed'],
  failed: ['✕', 'Failed'],
};

export function StateMark({ state }: { state: ConnectionState }) {
  const [shape, word] = MARKS[state];
  return (
    <span className={css.mark} data-state={state} title={word}>
      <span aria-hidden>{shape}</span>
      <span data-silent>{word}</span>
    </span>
  );
}
