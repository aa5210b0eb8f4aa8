// The tables of a session file, `.framescope`: an ordinary SQLite database that anyone may query. Documented
// here for them. Times are integers, epoch microseconds; sizes are bytes; JSON is UTF-8 text.

/** `FSCP` in the file's header: what tells a session from any other database. */
export const APPLICATION_ID = 0x46534350;

/** Raised with every change of the tables. A newer file is refused, an older one is brought forward. */
export const SCHEMA_VERSION = 3;

const OPEN_STREAMS = `
-- Where the reading of each open connection had come to at the last commit. Empty in a session that was closed.
CREATE TABLE open_streams(
  connection INTEGER PRIMARY KEY,
  read_at INTEGER NOT NULL,         -- when the newest byte came that was read
  sent_offset INTEGER NOT NULL,     -- bytes before the first message that is not wholly stored
  sent_seq INTEGER,                 -- its seq, where it has begun
  received_offset INTEGER NOT NULL,
  received_seq INTEGER
) STRICT;
`;

const ANNOTATIONS = `
-- What people put down about connections and messages. A row is there only while there is something in it.
CREATE TABLE annotations(
  kind TEXT NOT NULL,               -- connection | message
  id INTEGER NOT NULL,              -- of the connection, or the message's seq
  connection INTEGER NOT NULL,      -- the connection itself, or the message's
  mark TEXT,                        -- red | orange | yellow | green | blue | purple; NULL: not marked
  comment TEXT NOT NULL,            -- empty: none
  pinned INTEGER NOT NULL,          -- 1: kept on top of the connection list
  PRIMARY KEY(kind, id)
) STRICT, WITHOUT ROWID;
`;

/** What brings a file of each version to the next one. */
export const MIGRATIONS: Readonly<Record<number, string>> = { 1: OPEN_STREAMS, 2: ANNOTATIONS };

export const SCHEMA = `
-- One row a WebSocket connection (or refused upgrade), HTTP exchange, or opaque tunnel.
CREATE TABLE connections(
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,               -- websocket | http | tunnel
  state TEXT NOT NULL,              -- connecting | open | closed | failed
  resource_type TEXT NOT NULL,      -- websocket, fetch, document, …
  url TEXT NOT NULL,
  scheme TEXT NOT NULL,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  path TEXT NOT NULL,
  method TEXT NOT NULL,
  http_version TEXT NOT NULL,
  status INTEGER,                   -- NULL: no answer
  status_text TEXT NOT NULL,
  subprotocol TEXT,
  extensions TEXT,
  decoder TEXT,                     -- irc, json, …: what the messages were recognised as
  sent_messages INTEGER NOT NULL,
  received_messages INTEGER NOT NULL,
  sent_bytes INTEGER NOT NULL,      -- on the wire, after the head
  received_bytes INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  last_activity_at INTEGER NOT NULL,
  ended_at INTEGER,                 -- NULL: still open
  end_cause TEXT,                   -- close-frame | fin | reset | engine | error
  closed_by TEXT,                   -- client | server
  close_code INTEGER,
  close_reason TEXT,
  clean INTEGER,                    -- 1: both Close frames were seen
  failure_code TEXT,
  failure_message TEXT,
  failure_hint TEXT,
  remote_address TEXT,
  replay_of INTEGER,
  violations INTEGER NOT NULL,
  request_headers TEXT NOT NULL,    -- JSON [[name, value], …] in wire order
  response_headers TEXT NOT NULL,
  request_head TEXT,                -- byte for byte, as latin1; NULL: only the fields are known
  response_head TEXT,
  timing TEXT NOT NULL,             -- JSON {dns, connect, tls, wait}, milliseconds or null
  tls TEXT,                         -- JSON
  request_body_size INTEGER NOT NULL,
  response_body_size INTEGER NOT NULL
) STRICT;

-- One row a message, in the order of arrival. A payload over 64 KiB is in payload_parts instead.
CREATE TABLE messages(
  seq INTEGER PRIMARY KEY,
  connection INTEGER NOT NULL,
  sent INTEGER NOT NULL,            -- 1: from the client, 0: from the server
  opcode INTEGER NOT NULL,          -- RFC 6455 5.2: 1 text, 2 binary, 8 close, 9 ping, 10 pong
  at INTEGER NOT NULL,              -- first byte
  ended_at INTEGER NOT NULL,        -- last byte
  length INTEGER NOT NULL,          -- payload, unmasked and inflated
  wire_length INTEGER NOT NULL,     -- with frame headers
  frames INTEGER NOT NULL,
  flags INTEGER NOT NULL,           -- 1 compressed, 2 complete, 4 sent by Framescope itself
  dropped INTEGER NOT NULL,         -- payload bytes that were not kept
  close_code INTEGER,
  close_reason TEXT,
  violations TEXT,                  -- rule names, comma-separated; NULL: none
  headers BLOB NOT NULL,            -- the frame headers, byte for byte
  payload BLOB                      -- NULL: see payload_parts
) STRICT;
CREATE INDEX messages_by_connection ON messages(connection);

CREATE TABLE payload_parts(
  seq INTEGER NOT NULL,
  part INTEGER NOT NULL,            -- from 0; concatenate in order
  bytes BLOB NOT NULL,
  PRIMARY KEY(seq, part)
) STRICT, WITHOUT ROWID;

-- Bodies of HTTP requests (sent = 1) and answers, as on the wire without the transfer coding, up to the budget.
CREATE TABLE bodies(
  connection INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  part INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY(connection, sent, part)
) STRICT, WITHOUT ROWID;

-- Stretches in which something crossed the wire and was not kept.
CREATE TABLE gaps(
  id INTEGER PRIMARY KEY,
  from_at INTEGER NOT NULL,
  to_at INTEGER,                    -- NULL: not over
  reason TEXT NOT NULL,             -- paused | budget | disk
  messages INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;
${OPEN_STREAMS}${ANNOTATIONS}`;
