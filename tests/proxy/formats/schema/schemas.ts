// Kinds as the engine infers them of messages: the real decoders, the real counts.

import type { ConnectionId, Seq } from '../../../../proxy/contract/ids.ts';
import type { KindSchema } from '../../../../proxy/contract/message-schema.ts';
import type { Side } from '../../../../proxy/contract/model.ts';
import { Decoders } from '../../../../proxy/formats/decoders/decoders.ts';
import { BUILT_IN } from '../../../../proxy/formats/decoders/registry.ts';
import { OPCODE } from '../../../../proxy/protocol/frame.ts';
import { KindSchemas } from '../../../../proxy/session/kind-schemas.ts';
import { utf8 } from '../../../support/hex.ts';

const decoders = new Decoders(BUILT_IN);

export function schemasOf(texts: readonly string[], from: Side = 'server', connection = 1) {
  const schemas = new KindSchemas();
  for (const [n, text] of texts.entries()) {
    const payload = utf8(text);
    const decoded = decoders.decode(
      { url: 'wss://a.example/', subprotocol: null },
      { from, opcode: OPCODE.text, payload },
    );
    const seq = (n + 1) as Seq;
    schemas.take(decoded, {
      seq,
      at: 1000 + n,
      from,
      connection: connection as ConnectionId,
      length: payload.length,
    });
  }
  return schemas.told;
}

export function kindsOf(...values: readonly unknown[]): readonly KindSchema[] {
  return schemasOf(values.map((value) => JSON.stringify(value))).kinds;
}
