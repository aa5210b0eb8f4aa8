// The tables of a session file, `.framescope`: an ordinary SQLite database that anyone may query. Documented
// here for them. Times are integers, epoch microseconds; sizes are bytes; JSON is UTF-8 text.

/** `FSCP` in the file's header: what tells a session from any other database. */
export const APPLICATION_ID = 0x46534350;

/** Raised with every change of the tables. A newer file is refused, an older one is brought forward. */
export const SCHEMA_VERSION = 8;

/** The oldest that can be read as it is. */
export const OLDEST_READABLE = 3;

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

const MESSAGES = `
-- Messages in the order of their seqs, up to some hundred a row: the view \`messages\` shows them one by one.
CREATE TABLE batches(
  first INTEGER PRIMARY KEY,        -- seq from which on its messages are here, up to the next batch
  last INTEGER NOT NULL,            -- seq of its newest
  count INTEGER NOT NULL,
  at INTEGER NOT NULL,              -- the times in rows count from here
  rows TEXT NOT NULL,               -- JSON [[seq, connection, type, at, offset, headers, length, wire length, {…}?], …]
  bytes BLOB NOT NULL               -- frame headers and payload of each
) STRICT;

-- Which connections have messages in a batch, and how many; bytes are on the wire.
CREATE TABLE batch_connections(
  connection INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  sent INTEGER NOT NULL DEFAULT 0,
  received INTEGER NOT NULL DEFAULT 0,
  sent_bytes INTEGER NOT NULL DEFAULT 0,
  received_bytes INTEGER NOT NULL DEFAULT 0,
  violations INTEGER NOT NULL DEFAULT 0,
  seqs BLOB,                        -- of its messages, from the batch's first, 16 bits each, little-endian; NULL: see rows
  PRIMARY KEY(connection, batch)
) STRICT, WITHOUT ROWID;

`;

const ONE_BY_ONE = `
-- One row a message. A payload over 64 KiB is in payload_parts instead.
CREATE VIEW messages AS SELECT
  first + (value ->> 0) AS seq,
  value ->> 1 AS connection,
  (value ->> 2) >> 7 AS sent,                               -- 1: from the client, 0: from the server
  (value ->> 2) & 15 AS opcode,                             -- RFC 6455 5.2: 1 text, 2 binary, 8 close, 9 ping, 10 pong
  at + (value ->> 3) AS at,                                 -- first byte
  at + (value ->> 3) + coalesce(value ->> '$[8].ended', 0) AS ended_at, -- last byte
  value ->> 6 AS length,                                    -- payload, unmasked and inflated
  value ->> 7 AS wire_length,                               -- with frame headers
  coalesce(value ->> '$[8].frames', 1) AS frames,
  (value ->> 2) >> 4 & 7 AS flags,                          -- 1 compressed, 2 complete, 4 sent by Framescope itself
  coalesce(value ->> '$[8].dropped', 0) AS dropped,         -- payload bytes that were not kept
  value ->> '$[8].close' AS close_code,
  value ->> '$[8].reason' AS close_reason,
  value ->> '$[8].violations' AS violations,                -- rule names, comma-separated; NULL: none
  value ->> '$[8].rtt' AS rtt,                              -- since the message that this one answers; NULL: none
  value ->> '$[8].answers' AS answers,                      -- its seq
  coalesce(value ->> '$[8].carried', 0) AS carried,         -- bytes of earlier payloads that belong to what this one begins with
  substr(bytes, 1 + (value ->> 4), value ->> 5) AS headers, -- the frame headers, byte for byte
  iif(value ->> '$[8].parts', NULL, substr(bytes, 1 + (value ->> 4) + (value ->> 5),
    (value ->> 6) - coalesce(value ->> '$[8].dropped', 0))) AS payload -- NULL: see payload_parts
FROM batches, json_each(rows);
`;

const ANSWERS = `
-- Which message answered which: a pong its ping, a result its request.
CREATE TABLE answers(
  asked INTEGER PRIMARY KEY,        -- seq of the message that asks
  answer INTEGER NOT NULL,          -- seq of the one that answers
  after INTEGER NOT NULL            -- microseconds between the two
) STRICT;
`;

const DIALOGUES = `
-- By whom answers were found and messages taken apart, where that is not connections.decoder for both sides.
CREATE TABLE dialogues(
  connection INTEGER PRIMARY KEY,
  readers TEXT                      -- of what is sent and what is received; NULL: not the same for all of it
) STRICT;
`;

const BY_SESSION = `
CREATE INDEX connections_by_session ON connections(session) WHERE session IS NOT NULL;
`;

const EVICTED = `
-- What the storage budget has taken from the beginning of the session; no row: nothing.
CREATE TABLE evicted(
  id INTEGER PRIMARY KEY CHECK(id = 1),
  messages INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  until INTEGER NOT NULL            -- when the newest of it came
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
export const MIGRATIONS: Readonly<Record<number, string>> = {
  1: OPEN_STREAMS,
  2: `DROP INDEX messages_by_connection; ALTER TABLE messages RENAME TO old_messages; ${MESSAGES} ${ONE_BY_ONE} ${EVICTED} ${ANNOTATIONS}`,
  3: `DROP VIEW messages; ${ONE_BY_ONE} ${ANSWERS}`,
  4: 'ALTER TABLE connections ADD COLUMN session TEXT;',
  5: 'ALTER TABLE connections ADD COLUMN retry TEXT;',
  6: DIALOGUES,
  7: BY_SESSION,
};

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
  replay_of INTEGER,                -- the connection that Framescope made this one again from; NULL: none
  violations INTEGER NOT NULL,
  request_headers TEXT NOT NULL,    -- JSON [[name, value], …] in wire order
  response_headers TEXT NOT NULL,
  request_head TEXT,                -- byte for byte, as latin1; NULL: only the fields are known
  response_head TEXT,
  timing TEXT NOT NULL,             -- JSON {dns, connect, tls, wait}, milliseconds or null
  tls TEXT,                         -- JSON
  request_body_size INTEGER NOT NULL,
  response_body_size INTEGER NOT NULL,
  session TEXT,                     -- what polls and the WebSocket after them share: Engine.IO's sid; NULL: none
  retry TEXT                        -- JSON [change, …]: how a retry of replay_of's upgrade differs from it; NULL: no retry
) STRICT;
${BY_SESSION}${MESSAGES}${ONE_BY_ONE}
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
${OPEN_STREAMS}${EVICTED}${ANNOTATIONS}${ANSWERS}${DIALOGUES}`;
