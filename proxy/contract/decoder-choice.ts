// Decoders that were chosen for what a side says to a host, and the one name among those to choose from that is none. Pure.

import { type Connection, type DecoderChoice, type DecoderChoices, type Side, SIDES } from './model.ts';

/** Chosen to have messages left as they are. */
export const NO_DECODER = 'none';

/** `name` null: nothing is chosen any more. */
export function withChoice(
  choices: DecoderChoices,
  host: string,
  sides: readonly Side[],
  name: string | null,
): DecoderChoices {
  const { [host]: before = {}, ...others } = choices;
  const kept = Object.entries(before).filter(([side]) => !sides.includes(side as Side));
  const chosen = name === null ? [] : sides.map((side) => [side, name] as const);
  const after = Object.fromEntries([...kept, ...chosen]);
  return Object.keys(after).length === 0 ? others : { ...others, [host]: after };
}

/** Null where nothing was chosen for a host. */
export function choiceFor(choices: DecoderChoices, host: string): DecoderChoice | null {
  return Object.hasOwn(choices, host) ? choices[host]! : null;
}

export function isSameChoice(a: DecoderChoice | null, b: DecoderChoice | null): boolean {
  return SIDES.every((side) => a?.[side] === b?.[side]);
}

/**
 * Names of those who read what a connection sends and receives, each once: chosen, or what recognised it. None where
 * nobody knows it, and where it has nothing to read.
 */
export function decodersOf(connection: Connection): readonly string[] {
  if (!isRead(connection)) return [];
  const { decoder, chosen } = connection;
  const names = SIDES.map((side) => chosen?.[side] ?? decoder);
  return [...new Set(names)].filter((name) => name !== null);
}

/** An upgrade that was refused, and nearly every other exchange, carries no messages. */
function isRead({ kind, status, sentMessages, receivedMessages }: Connection): boolean {
  return (kind === 'websocket' && status === 101) || sentMessages + receivedMessages > 0;
}
