// What has been chosen to read messages with: by host, and by who says it. Pure.

import { NO_DECODER } from '../../../proxy/contract/decoder-choice.ts';
import type { DecoderChoices, DecoderInfo, Side } from '../../../proxy/contract/model.ts';
import type { MenuGroups } from '../../ui/menu.tsx';

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

/** Null where nothing was chosen, or not the same for all of these. */
export function choiceOf(choices: DecoderChoices, host: string, sides: readonly Side[]): string | null {
  const names = new Set(sides.map((side) => choices[host]?.[side] ?? null));
  const [name = null] = names;
  return names.size === 1 ? name : null;
}

/** What can be chosen: by itself, a person's own decoders, those there are, or none. */
export function choiceMenu(
  decoders: readonly DecoderInfo[],
  chosen: string | null,
  choose: (name: string | null) => void,
): MenuGroups {
  const item = ({ name, label }: Pick<DecoderInfo, 'name' | 'label'>) => ({
    label,
    checked: chosen === name,
    onSelect: () => choose(name),
  });
  const own = decoders.filter((each) => each.own && each.error === null);
  return [
    [{ label: 'By itself', checked: chosen === null, onSelect: () => choose(null) }],
    ...(own.length > 0 ? [own.map(item)] : []),
    decoders.filter((each) => !each.own).map(item),
    [item({ name: NO_DECODER, label: 'Nothing: leave it as it is' })],
  ];
}

/** Of a decoder that there is no more: its name. */
export function labelOf(decoders: readonly DecoderInfo[], name: string): string {
  return decoders.find((each) => each.name === name)?.label ?? name;
}
