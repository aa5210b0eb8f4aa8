// The decoders that Framescope has, in the order in which those that are equally sure are asked. The page does not import
// this file: some parsers behind it are Node's.

import { actionCable } from './actioncable.ts';
import { base64 } from './base64.ts';
import { cbor } from './cbor.ts';
import { cdp } from './cdp.ts';
import { centrifugo } from './centrifugo.ts';
import { compressed } from './compressed.ts';
import { ddp } from './ddp.ts';
import type { Decoder } from './decoder.ts';
import { Decoders } from './decoders.ts';
import { discord } from './discord.ts';
import { graphql } from './graphql.ts';
import { irc } from './irc.ts';
import { jsonRpc } from './json-rpc.ts';
import { json } from './json.ts';
import { jwt } from './jwt.ts';
import { mqtt } from './mqtt/mqtt.ts';
import { msgpack } from './msgpack.ts';
import { ndjson } from './ndjson.ts';
import { phoenix } from './phoenix.ts';
import { protobuf } from './protobuf/protobuf.ts';
import { pusher } from './pusher.ts';
import { signalr } from './signalr.ts';
import { socketIo } from './socket-io.ts';
import { sockjs } from './sockjs.ts';
import { sse } from './sse.ts';
import { stomp } from './stomp.ts';
import { wamp } from './wamp.ts';
import { xmpp } from './xmpp.ts';

export const BUILT_IN: readonly Decoder[] = [
  irc,
  socketIo,
  stomp,
  xmpp,
  sockjs,
  graphql,
  phoenix,
  actionCable,
  pusher,
  mqtt,
  signalr,
  wamp,
  discord,
  centrifugo,
  ddp,
  cdp,
  jsonRpc,
  sse,
  ndjson,
  jwt,
  base64,
  compressed,
  json,
  msgpack,
  cbor,
  protobuf,
];

/** Nothing chosen, nothing added. */
export const builtIn = new Decoders(BUILT_IN);
