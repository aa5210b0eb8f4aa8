// How messages are cut: very large ones, which nothing can overtake (RFC 6455 §5.4), storms of small fragments, and so many
// tiny messages that the headers weigh as much as what they carry.

import type { Finding } from '../../contract/finding.ts';
import { type Side, SIDES } from '../../contract/model.ts';
import { counted, inBytes, inPercent } from '../amount.ts';
import {
  type ConnectionFinder,
  type ConnectionSubject,
  findingOf,
  messageEvidence,
  named,
} from '../finder.ts';

/** Bytes: what several servers refuse by default (1 MiB: Python’s websockets, Spring, gorilla’s examples). */
const LARGE = 1024 * 1024;
/** Frames of one message, and the bytes of each on average below which they are no plan. */
const MANY_FRAMES = 1000;
const SMALL_FRAME = 128;
/** Messages of one side from which on their headers matter, and the share of the wire from which on they do. */
const MANY_MESSAGES = 1000;
const HEAVY = 0.3;

export const framing: ConnectionFinder = {
  kind: 'framing',
  find: (subject) =>
    SIDES.flatMap((from) => [large(subject, from), fragments(subject, from), tiny(subject, from)].flat()),
};

function large({ connection, facts }: ConnectionSubject, from: Side): Finding[] {
  const { largest, largestSeq } = facts[from];
  if (largest < LARGE) return [];
  return [
    findingOf('framing', connection, {
      severity: 'info',
      topic: `large ${from}`,
      what: `The largest message of ${named(from).toLowerCase()} has ${inBytes(largest)}: until it is through, nothing else gets through in its direction, and many receivers refuse it (1009).`,
      advice: `Send it in several messages, or fetch it over HTTP and send its address.`,
      evidence: messageEvidence(connection.id, largestSeq, 'Largest message'),
    }),
  ];
}

function fragments({ connection, facts }: ConnectionSubject, from: Side): Finding[] {
  const { mostFrames, mostFramesLength, mostFramesSeq } = facts[from];
  if (mostFrames < MANY_FRAMES || mostFramesLength / mostFrames > SMALL_FRAME) return [];
  return [
    findingOf('framing', connection, {
      severity: 'warning',
      topic: `fragments ${from}`,
      what: `${named(from)} cut one message of ${inBytes(mostFramesLength)} into ${counted(mostFrames, 'frame')}.`,
      advice: `Each frame costs a header and a turn of the receiver’s parser: write larger parts, at least some kilobytes each.`,
      evidence: messageEvidence(connection.id, mostFramesSeq, 'Message of the most frames'),
    }),
  ];
}

function tiny({ connection, facts }: ConnectionSubject, from: Side): Finding[] {
  const { messages, headers, wire, payload, lastSeq } = facts[from];
  if (messages < MANY_MESSAGES || headers < HEAVY * wire) return [];
  return [
    findingOf('framing', connection, {
      severity: 'info',
      topic: `tiny ${from}`,
      what: `${inPercent(headers / wire)} of what ${named(from).toLowerCase()} sends are frame headers: ${counted(messages, 'message')} carry ${inBytes(payload / messages)} each on average.`,
      advice: `Gather several into one message, where some milliseconds more do not matter.`,
      evidence: messageEvidence(connection.id, lastSeq, 'One of the newest'),
    }),
  ];
}
