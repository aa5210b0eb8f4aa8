// What of a decoded message its row tells. Pure.

import type { Decoded } from '../../../proxy/contract/model.ts';

/** Of several parts the first, since the others are counted beside it; of a single one, what carries it and sums it up. */
export function leadingPart(decoded: Decoded): Decoded {
  const [first, second] = decoded.parts;
  return first && second ? first : decoded;
}
