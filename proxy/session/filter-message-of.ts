// A stored message as the filter language sees it: payload and meaning are only read when a term asks for them.

import type { FilterMessage } from '../contract/filter-message.ts';
import type { Connection, Decoded, Note } from '../contract/model.ts';
import { decodeMessage } from '../formats/decoders/registry.ts';
import { decodeText } from '../formats/payload-text.ts';
import type { StoredRow } from '../store/message-rows.ts';

/** `row.head` must be the whole payload if the filter needs it. */
export function filterMessage(
  row: StoredRow,
  connection: Connection,
  note: Note | null = null,
): FilterMessage {
  let decoded: { readonly value: Decoded | null } | null = null;
  return {
    ...row,
    note,
    text: () => decodeText(row.head),
    decoded() {
      decoded ??= {
        value: decodeMessage(connection, { from: row.from, opcode: row.opcode, payload: row.head }),
      };
      return decoded.value;
    },
  };
}
