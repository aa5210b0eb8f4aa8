// Everything that is fuzzed, by the name that `npm run fuzz -- --target NAME` takes.

import type { Target } from './target.ts';
import { wireRecord } from './targets/wire-record.ts';
import { decoders } from './targets/decoders.ts';
import { frameWalker } from './targets/frame-walker.ts';
import { body, handshake, httpHead, negotiation } from './targets/http.ts';
import { inflate } from './targets/inflate.ts';
import { observer } from './targets/observer.ts';
import { close, utf8 } from './targets/text.ts';

export const TARGETS: Readonly<Record<string, Target>> = {
  observer,
  'frame-walker': frameWalker,
  inflate,
  'http-head': httpHead,
  body,
  handshake,
  negotiation,
  utf8,
  close,
  decoders,
  'wire-records': wireRecord,
};
