// What Framescope reads inside WebSocket messages, for people: one entry a decoder, with a row as the timeline shows it. Data
// only; a test holds it against the decoders that there are.

export interface ProtocolHelp {
  /** Of the decoder; what `proto:` takes. */
  readonly name: string;
  readonly title: string;
  readonly recognised: string;
  readonly shown: string;
  /** What is paired with its answer; null: nothing. */
  readonly paired: string | null;
  /** Kind and summary. */
  readonly row: readonly [kind: string, summary: string];
  readonly filter: string;
}

export interface ProtocolFamily {
  readonly title: string;
  readonly protocols: readonly ProtocolHelp[];
}

const entry = (name: string, title: string, words: Omit<ProtocolHelp, 'name' | 'title'>): ProtocolHelp => ({
  name,
  title,
  ...words,
});

export const PROTOCOL_FAMILIES: readonly ProtocolFamily[] = [
  {
    title: 'Chat',
    protocols: [
      entry('irc', 'IRC, Twitch chat', {
        recognised: 'Subprotocol irc or text.ircv3.net, Twitch’s host, or lines of IRC',
        shown:
          'Each line with command, tags unescaped, badges, emotes, replies; the Chat tab shows it as chat',
        paired: 'PING with PONG, CAP REQ with ACK or NAK, JOIN and PART with their echo, the login with 001',
        row: ['PRIVMSG', '#den  Ana: hello Kappa'],
        filter: 'irc.command:PRIVMSG badges.moderator:1',
      }),
      entry('discord', 'Discord gateway', {
        recognised: 'gateway.discord.gg, or payloads of op, d, s and t',
        shown: 'Opcodes by name, dispatches by their event, the token masked',
        paired: 'Heartbeat with its ACK, Identify and Resume with READY, RESUMED or Invalid Session',
        row: ['MESSAGE_CREATE', 'MESSAGE_CREATE #2 ana: hello'],
        filter: 'kind:MESSAGE_CREATE',
      }),
    ],
  },
  {
    title: 'Real-time frameworks',
    protocols: [
      entry('socket.io', 'Socket.IO over Engine.IO', {
        recognised:
          'EIO= in the URL, or its handshake; versions 2 to 4. Polling before the upgrade is in the same timeline',
        shown: 'Event as kind, namespace, arguments, ack id; each binary attachment is a row of its own',
        paired: 'Events with their ack, ping with pong, CONNECT with CONNECT or its error',
        row: ['chat message', 'chat message #3 "hello"'],
        filter: 'proto:socket.io kind:"chat message"',
      }),
      entry('signalr', 'SignalR', {
        recognised: 'Records that end in 0x1e, or length-prefixed MessagePack of its types',
        shown: 'Method as kind, arguments, results, stream items, the handshake',
        paired: 'Invocations with their completion, the handshake with its answer',
        row: ['SendMessage', 'SendMessage #1 "ana", "hello"'],
        filter: 'proto:signalr kind:SendMessage',
      }),
      entry('phoenix', 'Phoenix channels', {
        recognised: 'vsn= in the URL, or its five-part messages',
        shown: 'Topic, event, payload; binary pushes too',
        paired: 'A ref with its phx_reply',
        row: ['new_msg', 'room:lobby new_msg {"body":"hi"}'],
        filter: 'phoenix.topic:room:lobby',
      }),
      entry('actioncable', 'Action Cable', {
        recognised: 'Subprotocol actioncable-v1-json, or its identifiers',
        shown: 'Channel, action or type, the JSON in its strings unfolded',
        paired: 'subscribe with its confirmation or rejection',
        row: ['message', 'ChatChannel {"body":"hi"}'],
        filter: 'proto:actioncable',
      }),
      entry('pusher', 'Pusher Channels', {
        recognised: '/app/KEY?protocol=, or pusher: events',
        shown: 'Channel, event, the data in its string unfolded',
        paired: 'subscribe with its success or error, ping with pong',
        row: ['new-price', 'ticks new-price {"price":101}'],
        filter: 'proto:pusher -is:heartbeat',
      }),
      entry('centrifugo', 'Centrifugo', {
        recognised: 'Subprotocol centrifuge-json, /connection/websocket, or its commands',
        shown: 'Commands, replies and pushes, several a message',
        paired: 'Commands with their replies, pings with pongs',
        row: ['push pub', 'push pub  news  {"text":"hi"}'],
        filter: 'kind:"push pub"',
      }),
      entry('sockjs', 'SockJS', {
        recognised: '/SERVER/SESSION/websocket, or its o, h, a and c frames',
        shown: 'What is inside unfolds: STOMP, JSON and the rest',
        paired: 'What is inside',
        row: ['messages', '1 message: SEND /app/hello'],
        filter: 'proto:sockjs',
      }),
      entry('ddp', 'DDP (Meteor)', {
        recognised: 'JSON with a msg of DDP',
        shown: 'Methods, subscriptions, documents added, changed and removed',
        paired: 'Methods with their result, subscriptions with ready, ping with pong',
        row: ['method', 'method chat.send #3 ["hi"]'],
        filter: 'ddp.collection:messages',
      }),
    ],
  },
  {
    title: 'Messaging',
    protocols: [
      entry('mqtt', 'MQTT 3.1, 3.1.1 and 5', {
        recognised: 'Subprotocol mqtt, a CONNECT, or whole packets at …/mqtt',
        shown:
          'Topic, QoS, properties, reasons in words, payload unfolded; packets cut over several messages are put together',
        paired: 'By packet id, CONNECT with CONNACK, PINGREQ with PINGRESP',
        row: ['PUBLISH', 'PUBLISH QoS 1 #7 room/temp {"c":21.5}'],
        filter: 'mqtt.topic:room/temp',
      }),
      entry('stomp', 'STOMP 1.0 to 1.2', {
        recognised: 'Subprotocol v10.stomp to v12.stomp, or a frame',
        shown: 'Command, destination, headers, body unfolded, passcode masked',
        paired: 'receipt with RECEIPT or ERROR, CONNECT with CONNECTED',
        row: ['MESSAGE', 'MESSAGE /topic/prices {"price":101}'],
        filter: 'stomp.headers.destination:/topic/prices',
      }),
      entry('wamp', 'WAMP 2', {
        recognised: 'Subprotocol wamp.2.json, wamp.2.msgpack or wamp.2.cbor',
        shown: 'Message, URI, ids, arguments; signatures masked',
        paired: 'CALL with RESULT or ERROR, SUBSCRIBE, REGISTER, INVOCATION and the others with theirs',
        row: ['CALL', 'CALL #3 com.example.add [2,3]'],
        filter: 'kind:CALL rtt:>200ms',
      }),
    ],
  },
  {
    title: 'Calls and queries',
    protocols: [
      entry('jsonrpc', 'JSON-RPC 2.0', {
        recognised: '"jsonrpc":"2.0", or id with method, result or error; batches',
        shown: 'Method as kind, parameters, result or error in words',
        paired: 'By id',
        row: ['add', 'add #1 [2,3]'],
        filter: 'is:unanswered',
      }),
      entry('graphql', 'GraphQL', {
        recognised: 'Subprotocol graphql-transport-ws or graphql-ws',
        shown: 'Operation and its name, variables, data, errors',
        paired: 'An operation with its first result, connection_init with its ack',
        row: ['subscribe OnPrice', 'subscribe OnPrice {"symbol":"X"}'],
        filter: 'kind:next',
      }),
      entry('cdp', 'Chrome DevTools Protocol', {
        recognised: '/devtools/… in the URL, or Domain.method',
        shown: 'Commands, results and events',
        paired: 'By id',
        row: ['Page.navigate', 'Page.navigate #4 {"url":"about:blank"}'],
        filter: 'kind:Network.*',
      }),
    ],
  },
  {
    title: 'Formats',
    protocols: [
      entry('json', 'JSON', {
        recognised: 'Objects and arrays',
        shown: 'A tree; the kind is its type, event, method, op …',
        paired: null,
        row: ['trade', '{"type":"trade","price":101.5}'],
        filter: '$.price>100',
      }),
      entry('ndjson', 'JSON, several lines', {
        recognised: 'Two or more lines of JSON',
        shown: 'Each line as a part',
        paired: null,
        row: ['several', '2 lines: {"a":1}; {"a":2}'],
        filter: 'proto:ndjson',
      }),
      entry('sse', 'Server-sent events', {
        recognised: 'Answers of the type text/event-stream',
        shown: 'Event, id, retry and data; comments are heartbeats',
        paired: null,
        row: ['tick', 'tick {"price":101}'],
        filter: 'proto:sse',
      }),
      entry('msgpack', 'MessagePack', {
        recognised: 'Binary that fits exactly',
        shown: 'Like JSON; times as ISO, bytes as hex',
        paired: null,
        row: ['trade', '{"type":"trade","price":101.5}'],
        filter: 'proto:msgpack $.price>100',
      }),
      entry('cbor', 'CBOR', {
        recognised: 'Binary that fits exactly, or its self-described tag',
        shown: 'Like JSON; tags named',
        paired: null,
        row: ['trade', '{"type":"trade","price":101.5}'],
        filter: 'proto:cbor',
      }),
      entry('protobuf', 'Protobuf', {
        recognised:
          'Binary that fits exactly and is nothing else; a message type of your .proto files by your choice',
        shown:
          'Fields by number with what they may mean, gRPC’s framing too; with a .proto file names and types',
        paired: null,
        row: ['protobuf', '1: "BTCUSDT"  2: 101.5'],
        filter: 'proto:protobuf',
      }),
      entry('compressed', 'gzip, zlib, zstd, Brotli', {
        recognised:
          'How it begins; Brotli and raw deflate, which begin in any way, only where Read as says Compressed',
        shown: 'Sizes, ratio, and what is inside as a message of its own',
        paired: null,
        row: ['gzip', 'gzip, 1.2 kB → 8.4 kB: {"type":"snapshot"}'],
        filter: 'proto:compressed',
      }),
      entry('base64', 'Base64', {
        recognised: 'A text that is wholly base64, and holds JSON, gzip, zlib or an image',
        shown: 'What is inside as a message of its own; type and size of an image',
        paired: null,
        row: ['trade', 'base64, 112 B: {"type":"trade","price":101.5}'],
        filter: 'proto:base64',
      }),
      entry('jwt', 'JSON Web Token', {
        recognised: 'A message that is a token and nothing else',
        shown: 'Header and payload, times in ISO, whether it has expired; never the signature',
        paired: null,
        row: ['JWT', 'JWT HS256 ana, until 2026-12-01T00:00:00Z'],
        filter: 'proto:jwt',
      }),
    ],
  },
];
