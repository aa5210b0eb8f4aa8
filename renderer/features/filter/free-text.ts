// Going to a filter field to type: what buttons wrote at its beginning stays, the rest is selected and typed over.

import { flushSync } from 'react-dom';
import { type Concerns, endOfLead } from '../../../proxy/contract/filter-edit.ts';

/** `leads`: the terms that buttons write. */
export function typeBehind(
  field: HTMLInputElement | null,
  text: string,
  leads: Concerns,
  onChange: (text: string, unfinished: boolean) => void,
): void {
  if (!field) return;
  const lead = endOfLead(text, leads);
  const needsSpace = lead > 0 && lead === text.length && !text.endsWith(' ');
  if (needsSpace) flushSync(() => onChange(`${text} `, false)); // a caret can only stand in what is drawn
  field.focus();
  field.setSelectionRange(needsSpace ? lead + 1 : lead, field.value.length);
}
