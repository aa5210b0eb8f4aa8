// Whom a call in JSON asks or answers (JSON-RPC 2.0 §4, §5), as nearly all libraries write one: the id before what is
// large, or at the very end. It is asked of every message that is stored, and most need not be parsed for it.

import type { Turn } from './decoder.ts';

const VERSION = String.raw`(?:"jsonrpc":"2\.0",)?`;
/** As JSON writes it again; others are for a parser. */
const ID = String.raw`(0|[1-9]\d{0,14}|"[^"\\]{0,200}")`;
const ID_FIRST = new RegExp(String.raw`^\{${VERSION}"id":${ID},${VERSION}"(method|result|error)":`);
const METHOD_FIRST = new RegExp(String.raw`^\{${VERSION}"method":"[^"\\]{0,200}",`);
/** What closes the call follows it: it is the call's own. */
const ID_LAST = new RegExp(String.raw`,"id":${ID}\}$`);
const WITH_ID = /"id"\s*:/;
const NOTHING: readonly Turn[] = [];

/** Null where only a parser can tell. The key is the id as JSON. Of what is cut there is only the beginning. */
export function callTurns(text: string, cut = false): readonly Turn[] | null {
  const first = ID_FIRST.exec(text);
  if (first) return [first[2] === 'method' ? { asks: first[1]! } : { answers: first[1]! }];
  if (cut) return NOTHING;
  if (!WITH_ID.test(text)) return NOTHING;
  const last = METHOD_FIRST.test(text) ? ID_LAST.exec(text) : null;
  return last && [{ asks: last[1]! }];
}
