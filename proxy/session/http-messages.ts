// HTTP exchanges whose bodies carry messages: an event stream, or a poll of Engine.IO. Only these cost anything: of every
// other exchange the head is looked at, no more. After a kill a reader is brought to where it was by the bodies that are
// stored, and what they said is not said again: messages and the bytes they were read from are committed together.

import { engineIoQuery, sidOfOpenPacket } from '../contract/engine-io.ts';
import type { Side } from '../contract/model.ts';
import { isEventStream } from '../protocol/event-stream.ts';
import { headerValue } from '../protocol/http-head.ts';
import {
  type HttpMessages,
  type MessageOutlet,
  type TellBodyMessage,
  codingOf,
  tellMessage,
} from './body-message.ts';
import type { ConnectionRecord } from './connection-record.ts';
import { createEventStreamMessages } from './event-stream-messages.ts';
import { createPollMessages } from './poll-messages.ts';

/** To be asked when the request is there, and again when the answer is; null: its bodies are just bodies. */
export function openHttpMessages(record: ConnectionRecord, outlet: MessageOutlet): HttpMessages | null {
  return readerOf(record, (found) => tellMessage(outlet, found));
}

/** Goes on after what is stored of the bodies. */
export function resumeHttpMessages(
  record: ConnectionRecord,
  outlet: MessageOutlet,
  stored: (from: Side) => Uint8Array,
): HttpMessages | null {
  let told = true;
  const reader = readerOf(record, (found) => (told ? undefined : tellMessage(outlet, found)));
  if (!reader) return null;
  const { requestBodySize, responseBodySize, lastActivityAt, status } = record.detail;
  if (requestBodySize > 0) reader.body('client', stored('client'), requestBodySize, lastActivityAt);
  if (status !== null) reader.answered();
  if (responseBodySize > 0) reader.body('server', stored('server'), responseBodySize, lastActivityAt);
  told = false;
  return reader;
}

function readerOf({ detail }: ConnectionRecord, tell: TellBodyMessage): HttpMessages | null {
  if (detail.kind !== 'http') return null;
  const query = engineIoQuery(detail.path);
  if (query?.transport === 'polling') {
    return createPollMessages(detail, query.version, (found) => {
      if (found.from === 'server') detail.session ??= sidOfOpenPacket(Buffer.from(found.payload).toString());
      tell(found);
    });
  }
  const events = isEventStream(headerValue(detail.responseHeaders, 'content-type'));
  return events ? createEventStreamMessages(codingOf(detail, 'server'), tell) : null;
}
