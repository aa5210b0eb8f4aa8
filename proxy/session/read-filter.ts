// A filter that a front sent, as its text.

import { FramescopeError } from '../contract/errors.ts';
import type { Filter } from '../contract/filter.ts';
import { parseFilter } from '../contract/filter-parse.ts';

/** Fails with FILTER_INVALID. */
export function readFilter(text: string): Filter {
  const parsed = parseFilter(text);
  if (parsed.ok) return parsed.filter;
  const { message, position, hint } = parsed.error;
  throw new FramescopeError(
    'FILTER_INVALID',
    `The filter is wrong at character ${position + 1}: ${message}`,
    hint,
  );
}
