// The entries of a menu that put a value into the filter, or keep it out: for the cell under the pointer at once, for
// every other one behind an entry. Each says the very words that it adds.

import { Filter, FilterX } from 'lucide-react';
import { exclusionOf } from '../../../proxy/contract/filter-of-value.ts';
import type { MenuGroups, MenuItem } from '../../ui/menu.tsx';

/** A value of a row as a term of the filter, and the cell that shows it. */
export interface CellTerm {
  readonly cell: string;
  readonly term: string;
}

/** @param pointed the cell under the pointer; the first one with a term stands in for one without */
export function termMenu(
  terms: readonly CellTerm[],
  pointed: string | null,
  onAdd: (term: string) => void,
): MenuGroups[number] {
  const first = terms.find(({ cell }) => cell === pointed) ?? terms[0];
  if (!first) return [];
  const filterBy = ({ term }: CellTerm): MenuItem => ({
    label: `Filter by ${term}`,
    onSelect: () => onAdd(term),
  });
  const exclude = ({ term }: CellTerm): MenuItem => ({
    label: `Exclude ${term}`,
    onSelect: () => onAdd(exclusionOf(term)),
  });
  return [
    { ...filterBy(first), icon: Filter },
    { ...exclude(first), icon: FilterX },
    { label: 'Filter by another value', items: distinct(terms).map(filterBy) },
    { label: 'Exclude another value', items: distinct(terms).map(exclude) },
  ];
}

/** Two cells may say the same. */
function distinct(terms: readonly CellTerm[]): readonly CellTerm[] {
  return terms.filter(({ term }, place) => terms.findIndex((each) => each.term === term) === place);
}

/** The name of the cell that a pointer is over, by its `data-column`. */
export function cellUnder(target: EventTarget | null): string | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null;
  return cell?.dataset.column ?? null;
}
