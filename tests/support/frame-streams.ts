// Streams of frames that a relay has to leave alone, valid or not: each by the name of what is odd about it.

import { formatFrame } from '../../proxy/protocol/frame.ts';
import { concat, hex, utf8 } from './hex.ts';

const KEY = hex('01 02 03 04');

const binary = (length: number): Uint8Array =>
  formatFrame({ opcode: 2, payload: new Uint8Array(length).fill(0x5a), maskingKey: KEY });

export const FRAME_STREAMS: Readonly<Record<string, Uint8Array>> = {
  'payloads at every change of the length’s form': concat(
    ...[0, 1, 125, 126, 127, 65_535, 65_536].map(binary),
  ),
  'lengths longer than need be': hex('82 7e 00 01 aa  82 7f 00 00 00 00 00 00 00 01 bb'),
  'a length with its highest bit set': hex('82 7f ff ff ff ff ff ff ff ff 01 02 03 04'),
  'an unmasked frame, a masked one, and a zero mask': hex(
    '81 01 61  81 81 01 02 03 04 60  81 81 00 00 00 00 61',
  ),
  'reserved bits without an extension': hex('c1 01 61  a1 01 61  91 01 61  f1 01 61'),
  'reserved opcodes': hex('83 01 61  87 00  8b 00  8f 01 62'),
  'a control frame that is too long, and one in fragments': concat(
    hex('89 7d'),
    new Uint8Array(125),
    hex('89 7e 00 7e'),
    new Uint8Array(126),
    hex('09 01 61  80 01 62'),
  ),
  'a ping inside of a fragmented message': hex('01 01 61  89 01 70  80 01 62'),
  'a first fragment and nothing more': hex('01 03 61 62 63'),
  'a continuation of nothing, and a message inside of another': hex('80 01 61  01 01 62  81 01 63  80 01 64'),
  'invalid UTF-8': concat(hex('81 03 61 ff 62  01 01'), hex('e2 80 02 82 ac')),
  'Close frames of every kind': hex('88 00  88 01 03  88 02 03 e8  88 02 00 00  88 04 03 e8 c3 28'),
  'data after a Close frame': concat(hex('88 02 03 e8'), formatFrame({ opcode: 1, payload: utf8('late') })),
  'half a frame': hex('82 7e 01'),
  'no frames at all': utf8('GET / HTTP/1.1\r\n\r\n'),
};
