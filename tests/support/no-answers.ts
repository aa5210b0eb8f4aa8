// Where what one message means is read from, when there are no others.

import { builtIn } from '../../proxy/formats/decoders/registry.ts';
import type { MeaningSource } from '../../proxy/session/filter-message-of.ts';

const none = (): never => {
  throw new Error('There are no other messages.');
};

export const ALONE = {
  decoders: builtIn,
  store: { messages: { before: none }, answers: null },
} as unknown as MeaningSource;
