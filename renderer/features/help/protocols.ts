// What Framescope reads inside messages, for people: a page a family, an entry a decoder, with a row as the timeline shows
// it. Data only; tests hold it against the decoders that there are, the pictures and the README.

export interface ProtocolHelp {
  /** Of the decoder; what `proto:` takes. */
  readonly name: string;
  readonly title: string;
  readonly recognised: string;
  readonly shown: string;
  /** What is paired with its answer; null: nothing. */
  readonly paired: string | null;
  /** Kind and summary; where the summary is longer, it ends with …. */
  readonly row: readonly [kind: string, summary: string];
  readonly filter: string;
}

export interface ProtocolFamily {
  /** Of its pictures. */
  readonly name: string;
  readonly title: string;
  /** What it is, and how people meet it. */
  readonly about: string;
  /** What its picture shows, in words. */
  readonly shows: string;
  readonly protocols: readonly ProtocolHelp[];
}

const entry = (name: string, title: string, words: Omit<ProtocolHelp, 'name' | 'title'>): ProtocolHelp => ({
  name,
  title,
  ...words,
});

export const PROTOCOL_FAMILIES: readonly ProtocolFamily[] = [
  {
    name: 'chat',
    title: 'Chat',
    about:
      'What people, bots and games say to each other in rooms, and what the server tells of them: who came, who may speak, what was taken back. Twitch’s chat is IRC, line by line, in WebSocket messages; a page that speaks XMPP has its stanzas in them, one a message; a bot on Discord hears everything over one WebSocket, the gateway.',
    shows:
      'Twitch chat as messages: logging in, joining, lines of chat; one of them is open, with its tags as fields.',
    protocols: [
      entry('irc', 'IRC, Twitch chat', {
        recognised: 'Subprotocol irc or text.ircv3.net, Twitch’s host, or lines of IRC',
        shown:
          'Each line with command, tags unescaped, badges, emotes, replies; the Chat tab shows it as chat',
        paired: 'PING with PONG, CAP REQ with ACK or NAK, JOIN and PART with their echo, the login with 001',
        row: ['PRIVMSG', '#den  Ana: hello Kappa how is everybody today'],
        filter: 'irc.command:PRIVMSG',
      }),
      entry('xmpp', 'XMPP', {
        recognised: 'Subprotocol xmpp, or its elements in their namespaces',
        shown:
          'Stanzas with attributes and children as fields, errors by their condition; what authenticates masked',
        paired: 'iq by id, auth with success or failure, open with open, r with a, enable and resume',
        row: ['message', 'ana@h/a → bo@h: hello'],
        filter: 'kind:message xmpp.body:*hello*',
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
    name: 'real-time',
    title: 'Real-time frameworks',
    about:
      'Libraries that give a page and its server events, rooms and answers, so that nobody writes messages by hand. Dashboards, games and editors use them; they are known by their URL (/socket.io/, /cable, /connection/websocket) or by how their messages begin.',
    shows:
      'Socket.IO in an order desk: events by their names with their arguments, acknowledgements with the time they took; one event is open as fields.',
    protocols: [
      entry('socket.io', 'Socket.IO over Engine.IO', {
        recognised:
          'EIO= in the URL, or its handshake; versions 2 to 4. Polling before the upgrade is in the same timeline',
        shown: 'Event as kind, namespace, arguments, ack id; each binary attachment is a row of its own',
        paired: 'Events with their ack, ping with pong, CONNECT with CONNECT or its error',
        row: ['message', '/chat  message {"text":"hello","to":"bo"} (ack 7)'],
        filter: 'proto:socket.io -is:heartbeat',
      }),
      entry('signalr', 'SignalR', {
        recognised: 'Records that end in 0x1e, or length-prefixed MessagePack of its types',
        shown: 'Method as kind, arguments, results, stream items, the handshake',
        paired: 'Invocations with their completion, the handshake with its answer',
        row: ['Send', 'Send #1 ("ana","hello")'],
        filter: 'proto:signalr -is:heartbeat',
      }),
      entry('phoenix', 'Phoenix channels', {
        recognised: 'vsn= in the URL, or its five-part messages',
        shown: 'Topic, event, payload; binary pushes too',
        paired: 'A ref with its phx_reply',
        row: ['new_msg', 'room:lobby  new_msg {"body":"hello"}'],
        filter: 'proto:phoenix -kind:phx_*',
      }),
      entry('actioncable', 'Action Cable', {
        recognised: 'Subprotocol actioncable-v1-json, or its identifiers',
        shown: 'Channel, action or type, the JSON in its strings unfolded',
        paired: 'subscribe with its confirmation or rejection',
        row: ['message', 'ChatChannel  message {"body":"hello"}'],
        filter: 'proto:actioncable -is:heartbeat',
      }),
      entry('pusher', 'Pusher Channels', {
        recognised: '/app/KEY?protocol=, or pusher: events',
        shown: 'Channel, event, the data in its string unfolded',
        paired: 'subscribe with its success or error, ping with pong',
        row: ['new-price', 'ticks  new-price {"type":"trade","symbol":"BTCUSDT",…'],
        filter: 'proto:pusher -is:heartbeat',
      }),
      entry('centrifugo', 'Centrifugo', {
        recognised:
          'Subprotocol centrifuge-json or centrifuge-protobuf, /connection/websocket, or its commands',
        shown: 'Commands, replies and pushes, several a message, as JSON or Protobuf',
        paired: 'Commands with their replies, pings with pongs',
        row: ['push pub', 'push pub news {"type":"trade","symbol":"BTCUSDT",…'],
        filter: 'kind:push*',
      }),
      entry('sockjs', 'SockJS', {
        recognised: '/SERVER/SESSION/websocket, or its o, h, a and c frames',
        shown: 'What is inside unfolds: STOMP, JSON and the rest',
        paired: 'What is inside',
        row: ['message', '{"type":"trade","symbol":"BTCUSDT",…'],
        filter: 'proto:sockjs',
      }),
      entry('ddp', 'DDP (Meteor)', {
        recognised: 'JSON with a msg of DDP',
        shown: 'Methods, subscriptions, documents added, changed and removed',
        paired: 'Methods with their result, subscriptions with ready, ping with pong',
        row: ['added', 'added messages m1 {"type":"trade","symbol":"BTCUSDT",…'],
        filter: 'kind:added|changed|removed',
      }),
    ],
  },
  {
    name: 'messaging',
    title: 'Messaging',
    about:
      'Clients publish, a broker passes each message on to whoever has subscribed. Sensors and phones speak MQTT, Java services such as Spring, and brokers such as RabbitMQ, STOMP; WAMP adds calls of procedures, as in Crossbar.',
    shows:
      'MQTT between a thermostat and its broker: CONNECT, SUBSCRIBE, PUBLISH and their acknowledgements; one PUBLISH is open, with its topic, QoS and the JSON in it as fields.',
    protocols: [
      entry('mqtt', 'MQTT 3.1, 3.1.1 and 5', {
        recognised: 'Subprotocol mqtt, a CONNECT, or whole packets at …/mqtt',
        shown:
          'Topic, QoS, properties, reasons in words, payload unfolded; packets cut over several messages are put together',
        paired: 'By packet id, CONNECT with CONNACK, PINGREQ with PINGRESP',
        row: ['PUBLISH', 'PUBLISH #7 room/temp QoS 1 {"type":"trade","symbol":"BTCUSDT",…'],
        filter: 'kind:PUBLISH',
      }),
      entry('stomp', 'STOMP 1.0 to 1.2', {
        recognised: 'Subprotocol v10.stomp to v12.stomp, or a frame',
        shown: 'Command, destination, headers, body unfolded, passcode masked',
        paired: 'receipt with RECEIPT or ERROR, CONNECT with CONNECTED',
        row: ['MESSAGE', 'MESSAGE /topic/prices {"type":"trade","symbol":"BTCUSDT",…'],
        filter: 'kind:MESSAGE|SEND',
      }),
      entry('wamp', 'WAMP 2', {
        recognised: 'Subprotocol wamp.2.json, wamp.2.msgpack or wamp.2.cbor',
        shown: 'Message, URI, ids, arguments; signatures masked',
        paired: 'CALL with RESULT or ERROR, SUBSCRIBE, REGISTER, INVOCATION and the others with theirs',
        row: ['CALL', 'CALL com.example.add #7 [2,3]'],
        filter: 'kind:CALL|RESULT',
      }),
    ],
  },
  {
    name: 'calls',
    title: 'Calls and queries',
    about:
      'A question and its answer over one socket: remote calls, queries, and subscriptions that are answered again and again. Language servers, blockchain nodes, web apps and browsers under automation speak so; each answer is paired with what it answers, and the time between is its latency.',
    shows:
      'GraphQL over WebSocket: a query, a subscription and its results, an error; one result is open as fields.',
    protocols: [
      entry('jsonrpc', 'JSON-RPC 2.0', {
        recognised: '"jsonrpc":"2.0", or id with method, result or error; batches',
        shown: 'Method as kind, parameters, result or error in words',
        paired: 'By id',
        row: ['add', 'add #7 {"type":"trade","symbol":"BTCUSDT",…'],
        filter: '$.method',
      }),
      entry('graphql', 'GraphQL', {
        recognised: 'Subprotocol graphql-transport-ws or graphql-ws',
        shown: 'Operation and its name, variables, data, errors',
        paired: 'An operation with its first result, connection_init with its ack',
        row: ['next', '1 next {"price":{"type":"trade","symbol":"BTCUSDT",…'],
        filter: 'kind:next|data',
      }),
      entry('cdp', 'Chrome DevTools Protocol', {
        recognised: '/devtools/… in the URL, or Domain.method',
        shown: 'Commands, results and events',
        paired: 'By id',
        row: ['Network.dataReceived', 'Network.dataReceived {"requestId":"1","dataLength":20}'],
        filter: 'kind:Network.*',
      }),
    ],
  },
  {
    name: 'formats',
    title: 'Formats',
    about:
      'How a message is written where no protocol says more: JSON and its binary relatives, compression, base64. What is inside of another unfolds, so a gzip of JSON is read as the JSON that it is.',
    shows:
      'One connection whose messages come as JSON, MessagePack, CBOR, Protobuf, gzip, base64 and a JSON Web Token; the gzip is open, with the JSON inside as fields.',
    protocols: [
      entry('json', 'JSON', {
        recognised: 'Objects and arrays',
        shown: 'A tree; the kind is its type, event, method, op …',
        paired: null,
        row: ['trade', '{"type":"trade","symbol":"BTCUSDT",…'],
        filter: '$.type',
      }),
      entry('ndjson', 'JSON, several lines', {
        recognised: 'Two or more lines of JSON',
        shown: 'Each line as a part',
        paired: null,
        row: ['trade', '{"type":"trade","symbol":"BTCUSDT",…'],
        filter: 'proto:ndjson',
      }),
      entry('sse', 'Server-sent events', {
        recognised: 'Answers of the type text/event-stream',
        shown: 'Event, id, retry and data; comments are heartbeats',
        paired: null,
        row: ['tick', '{"type":"trade","symbol":"BTCUSDT",…'],
        filter: 'proto:sse',
      }),
      entry('msgpack', 'MessagePack', {
        recognised: 'Binary that fits exactly',
        shown: 'Like JSON; times as ISO, bytes as hex',
        paired: null,
        row: ['trade', '{"type":"trade","symbol":"BTCUSDT",…'],
        filter: 'proto:msgpack',
      }),
      entry('cbor', 'CBOR', {
        recognised: 'Binary that fits exactly, or its self-described tag',
        shown: 'Like JSON; tags named',
        paired: null,
        row: ['trade', '{"at":1732270000123,"type":"trade",…'],
        filter: 'proto:cbor',
      }),
      entry('protobuf', 'Protobuf', {
        recognised:
          'Binary that fits exactly and is nothing else; a message type of your .proto files by your choice',
        shown:
          'Fields by number with what they may mean, gRPC’s framing too; with a .proto file names and types, times as text, what an Any holds',
        paired: null,
        row: ['message', '1: "BTCUSDT", 2: 101.5, 3: 3, 4: "trade"'],
        filter: 'proto:protobuf',
      }),
      entry('compressed', 'gzip, zlib, zstd, Brotli', {
        recognised:
          'How it begins; Brotli and raw deflate, which begin in any way, only where Read as says Compressed',
        shown: 'Sizes, ratio, and what is inside as a message of its own',
        paired: null,
        row: ['trade', 'gzip 99 bytes → 81 bytes (×0.8) {"type":"trade","symbol":"BTCUSDT",…'],
        filter: 'proto:compressed',
      }),
      entry('base64', 'Base64', {
        recognised: 'A text that is wholly base64, and holds JSON, gzip, zlib or an image',
        shown: 'What is inside as a message of its own; type and size of an image',
        paired: null,
        row: ['trade', 'base64 {"type":"trade","symbol":"BTCUSDT",…'],
        filter: 'proto:base64',
      }),
      entry('jwt', 'JSON Web Token', {
        recognised: 'A message that is a token and nothing else',
        shown: 'Header and payload, times in ISO, whether it has expired; never the signature',
        paired: null,
        row: ['token', 'token {"sub":"ana","exp":1800000000}'],
        filter: 'kind:token',
      }),
    ],
  },
];

/** Undefined for a decoder of which there is no help, such as a person's own. */
export function helpOf(name: string): ProtocolHelp | undefined {
  return PROTOCOL_FAMILIES.flatMap(({ protocols }) => protocols).find((protocol) => protocol.name === name);
}
