// JSON that a protocol writes into a string of its JSON: read where it can be, left as it is where it cannot. Secrets
// are masked.

import { maskValue } from '../secrets.ts';
import { beginsAsJson, isTooDeep, MASK } from './decodable.ts';

export function unfoldJson(value: unknown): unknown {
  if (typeof value !== 'string' || !beginsAsJson(value) || isTooDeep(value)) return value;
  try {
    return maskValue(JSON.parse(value), MASK);
  } catch {
    return value;
  }
}
