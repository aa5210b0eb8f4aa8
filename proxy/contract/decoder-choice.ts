// Decoders that were chosen for what a side says to a host, and the one name among those to choose from that is none. Pure.

import type { DecoderChoices, Side } from './model.ts';

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
