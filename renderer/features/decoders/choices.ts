// What has been chosen to read messages with: by host, and by who says it. Pure.

import { NO_DECODER } from '../../../proxy/contract/decoder-choice.ts';
import {
  type DecoderChoice,
  type DecoderChoices,
  type DecoderInfo,
  type Side,
  SIDES,
} from '../../../proxy/contract/model.ts';
import type { MenuGroups } from '../../ui/menu.tsx';

/** Null where nothing was chosen, or not the same for all of these. */
export function choiceOf(choices: DecoderChoices, host: string, sides: readonly Side[]): string | null {
  const names = new Set(sides.map((side) => choices[host]?.[side] ?? null));
  const [name = null] = names;
  return names.size === 1 ? name : null;
}

/** Whether there is anything chosen for a host. */
export function isChosen(choices: DecoderChoices, host: string): boolean {
  return SIDES.some((side) => choiceOf(choices, host, [side]) !== null);
}

/** Null where nothing was chosen. `label`: of a decoder's name. */
export function describeChoice(choice: DecoderChoice | null, label: (name: string) => string): string | null {
  const { client: sent, server: received } = choice ?? {};
  const named = (name: string) => (name === NO_DECODER ? 'nothing' : label(name));
  if (sent && sent === received) return `Read as ${named(sent)}`;
  const words = [sent && `sent as ${named(sent)}`, received && `received as ${named(received)}`];
  const said = words.filter(Boolean).join(', ');
  return said === '' ? null : `Read: ${said}`;
}

export type Choosable = Pick<DecoderInfo, 'name' | 'label'>;

/** What can be chosen beside nothing: a person's own decoders, ours, and others: none, and what is chosen and not there. */
export function choiceGroups(decoders: readonly DecoderInfo[], chosen: string | null) {
  const usable = decoders.filter(({ error }) => error === null);
  const others = [{ name: NO_DECODER, label: 'Nothing: leave it as it is' }];
  const known = [...usable, ...others].some(({ name }) => name === chosen);
  const gone = chosen === null || known ? [] : [{ name: chosen, label: `${chosen} (not there now)` }];
  return {
    own: usable.filter((each) => each.own),
    ours: usable.filter((each) => !each.own),
    others: [...gone, ...others],
  };
}

/** The same as a menu. */
export function choiceMenu(
  decoders: readonly DecoderInfo[],
  chosen: string | null,
  choose: (name: string | null) => void,
): MenuGroups {
  const { own, ours, others } = choiceGroups(decoders, chosen);
  const item = ({ name, label }: Choosable) => ({
    label,
    checked: chosen === name,
    onSelect: () => choose(name),
  });
  return [
    [{ label: 'By itself', checked: chosen === null, onSelect: () => choose(null) }],
    ...(own.length > 0 ? [own.map(item)] : []),
    ours.map(item),
    others.map(item),
  ];
}

/** Of a decoder that there is no more: its name. */
export function labelOf(decoders: readonly DecoderInfo[], name: string): string {
  return decoders.find((each) => each.name === name)?.label ?? name;
}
