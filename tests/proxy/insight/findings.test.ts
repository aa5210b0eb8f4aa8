import { describe, expect, test } from 'vitest';
import type { Ending } from '../../../proxy/contract/model.ts';
import { gatherFindings } from '../../../proxy/insight/findings.ts';
import { violation } from '../../../proxy/protocol/violation.ts';
import { every, findIn, inOrder, kindsOf, type Line, type Told } from './dialogue-facts.ts';

const DEFLATE = 'permessage-deflate';
const chat = inOrder(every('server text', 5, 20), every('client text', 7, 10));
const long = { length: 4000 };
/** Each ping with its pong, 20 ms later. */
const answered = (pings: readonly Line[]): readonly Line[] =>
  inOrder(
    pings,
    pings.map(
      ([said, second]) => [said === 'server ping' ? 'client pong' : 'server pong', second + 0.02] as const,
    ),
  );
const pinged = answered(every('server ping', 30, 8));
const nowAndThen = [0, 3, 40, 42, 55].map((second) => ['server ping', second] as const);

const cases: readonly [name: string, lines: readonly Line[], told: Told, found: readonly string[]][] = [
  ['a chat that goes on', chat, {}, []],
  ['a connection in which nothing was said yet', [], { until: 5 }, []],
  [
    'a chat that was closed as it should be',
    chat,
    { ending: { second: 100, code: 1000, clean: true, cause: 'close-frame' } },
    [],
  ],
  ['a Close frame without a code', chat, { ending: { second: 100, clean: true, cause: 'close-frame' } }, []],
  ['a chat that Framescope ended', chat, { ending: { second: 200, cause: 'engine', by: null } }, []],
  ['a chat that is silent but open', chat, { until: 400 }, []],

  ['pings that are answered', pinged, { until: 215 }, ['info heartbeat']],
  ['pings that come now and then', answered(nowAndThen), {}, []],
  ['pings that stopped', pinged, { until: 330 }, ['warning heartbeat']],
  [
    'pings that stopped, but their sender talks',
    [...pinged, ['server text', 325]],
    { until: 330 },
    ['info heartbeat', 'info idle'],
  ],
  ['pings every two seconds', answered(every('client ping', 2, 12)), { until: 22 }, ['info heartbeat']],
  [
    'a side that talks and answers no ping',
    inOrder(every('client ping', 30, 4), every('server text', 11, 10)),
    { until: 112 },
    ['info heartbeat', 'warning heartbeat'],
  ],
  [
    'both sides pinging',
    inOrder(answered(every('client ping', 20, 6)), answered(every('server ping', 25, 5))),
    { until: 100 },
    ['info heartbeat', 'info heartbeat', 'info heartbeat'],
  ],
  [
    'heartbeats of the protocol inside',
    inOrder(every('client heartbeat', 20, 6), every('server heartbeat', 20, 6)),
    { until: 110 },
    ['info heartbeat'],
  ],

  ['a ping without a pong, too young to tell', [...chat, ['client ping', 96]], { until: 110 }, []],
  ['a ping without a pong', [...chat, ['client ping', 96]], { until: 120 }, ['error half-open']],
  [
    'a ping without a pong, but the other side talks',
    [...chat, ['client ping', 96], ['server text', 97]],
    { until: 120 },
    [],
  ],
  [
    'a ping without a pong while nothing was recorded',
    [...chat, ['client ping', 96]],
    { until: 120, gaps: [98] },
    [],
  ],
  [
    'a ping without a pong, given up',
    [...chat, ['client ping', 96]],
    { ending: { second: 104, by: 'client' } },
    ['warning half-open', 'info close'],
  ],
  [
    'a heartbeat without its answer',
    [...inOrder(every('client heartbeat', 25, 5), every('server heartbeat', 25, 4))],
    { until: 125 },
    ['error half-open', 'info heartbeat'],
  ],

  [
    'a silence of a minute before an end',
    chat,
    { ending: { second: 155.3, by: 'server' } },
    ['warning silent-end'],
  ],
  [
    'a silence before a reset',
    chat,
    { ending: { second: 180, cause: 'reset', by: null } },
    ['warning silent-end'],
  ],
  ['a silence that was survived', [...chat, ['client text', 170]], {}, ['info idle']],
  ['a silence in which nothing was recorded', [...chat, ['client text', 170]], { gaps: [130] }, []],

  [
    'an internal error',
    chat,
    { ending: { second: 97, code: 1011, clean: true, cause: 'close-frame' } },
    ['warning close'],
  ],
  [
    'a code of the application',
    chat,
    { ending: { second: 97, code: 4001, clean: true, cause: 'close-frame' } },
    ['info close'],
  ],
  ['a server that went away', chat, { ending: { second: 97, by: 'server' } }, ['warning close']],
  ['a client that went away', chat, { ending: { second: 97, by: 'client' } }, ['info close']],
  ['a reset', chat, { ending: { second: 97, cause: 'reset', by: 'client' } }, ['warning close']],

  ['much text that is not compressed', every('server text', 1, 300, long), {}, ['info compression']],
  ['little text that is not compressed', every('server text', 1, 30, long), {}, []],
  ['much text in short messages', every('server text', 0.01, 9000, { length: 120 }), {}, []],
  [
    'compression that nobody uses',
    every('server text', 1, 30, long),
    { connection: { extensions: DEFLATE }, offer: DEFLATE },
    ['info compression'],
  ],
  [
    'compression that is used',
    every('server text', 1, 300, { ...long, compressed: true, wireLength: 900 }),
    { connection: { extensions: DEFLATE }, offer: DEFLATE },
    [],
  ],
  [
    'compression in vain',
    every('server binary', 1, 300, { ...long, compressed: true, wireLength: 4010 }),
    { connection: { extensions: DEFLATE }, offer: DEFLATE },
    ['info compression'],
  ],

  ['a large message', [['server binary', 0, { length: 2_000_000 }]], {}, ['info framing']],
  [
    'a message in a storm of fragments',
    [['client text', 0, { length: 9000, frames: 3000 }]],
    {},
    ['warning framing'],
  ],
  ['a large message in large fragments', [['client binary', 0, { length: 900_000, frames: 1500 }]], {}, []],
  ['very many tiny messages', every('client text', 0.01, 2000, { length: 8 }), {}, ['info framing']],

  [
    'a broken rule',
    [['client text', 0, { violations: [violation('client-not-masked')] }]],
    {},
    ['error violation'],
  ],
  [
    'a frame that was cut off',
    [['client text', 0, { complete: false, violations: [violation('truncated-frame')] }]],
    { ending: { second: 1, by: 'client' } },
    ['warning violation', 'info close'],
  ],
];

describe('findings', () => {
  test.each(cases)('of %s', (_name, lines, told, found) => {
    expect(kindsOf(findIn(lines, told)).toSorted()).toEqual([...found].toSorted());
  });

  test('tell a pulse in numbers, and lead to it', () => {
    const [finding] = findIn(pinged, { until: 215 });
    expect(finding?.what).toBe(
      'The server sends a ping every 30 s, give or take 0 ms; the pongs take 20 ms on average.',
    );
    expect(finding?.evidence).toEqual([
      { kind: 'message', connection: 1, seq: 1, label: 'First ping' },
      { kind: 'filter', connection: 1, filter: 'op:ping | op:pong', label: 'Pings and pongs' },
    ]);
  });

  test('say that it is needless to ping so often', () => {
    const [finding] = findIn(answered(every('client ping', 2, 12)), { until: 22 });
    expect(finding?.advice).toMatch(/^Every 25 to 30 s is enough/);
  });

  test('name the client as the one who begins, where the server only answers its heartbeats', () => {
    const answers = every('server heartbeat', 20, 6).map(([said, second]) => [said, second + 0.1] as const);
    const [finding] = findIn(inOrder(every('client heartbeat', 20, 6), answers), { until: 110 });
    expect(finding?.what).toMatch(/^The client sends a heartbeat every 20 s/);
  });

  test('name the ping that was not answered', () => {
    const [finding] = findIn([...chat, ['client ping', 96]], { until: 120 });
    expect(finding).toMatchObject({
      what: 'The server has not answered a ping and said nothing for 24 s: the connection is open at one end only.',
      evidence: [{ kind: 'message', seq: 31 }],
    });
  });

  test('name whose time-out it was', () => {
    const [finding] = findIn(chat, { ending: { second: 155.3 } });
    expect(finding?.what).toBe(
      'Nobody said anything for 60 s, then the connection ended without a Close frame: 60 s is the idle time-out of nginx, AWS ALB and Apache.',
    );
    expect(finding?.advice).toMatch(/^Ping at least every 30 s/);
  });

  test('explain a close code, with the reason', () => {
    const ending = { second: 97, code: 1009, reason: 'max 64k', clean: true, cause: 'close-frame' } as const;
    const [finding] = findIn([...chat, ['server close', 97]], { ending });
    expect(finding?.what).toBe(
      'The server closed with 1009 Message Too Big (“max 64k”): the peer sent a message too big to be processed.',
    );
    expect(finding?.evidence).toMatchObject([{ kind: 'message', seq: 31, label: 'Close frame' }]);
  });

  test('tell who did not want compression', () => {
    const [offered] = findIn(every('server text', 1, 300, long), { offer: DEFLATE });
    expect(offered?.what).toMatch(/the client offered permessage-deflate, and the server did not take it/);
    const [none] = findIn(every('server text', 1, 300, long));
    expect(none?.what).toMatch(/the client did not offer/);
  });

  test('count a broken rule, and cite its section', () => {
    const broken = { violations: [violation('client-not-masked')] };
    const [finding] = findIn(every('client text', 1, 12, broken));
    expect(finding?.what).toBe('12 messages break RFC 6455 5.1: a client must mask every frame.');
    expect(finding?.evidence[0]).toMatchObject({ seq: 1 });
  });

  test('never blame a peer for what Framescope sent', () => {
    expect(findIn(every('client text', 0.01, 2000, { length: 8, injected: true }))).toEqual([]);
  });

  test('about the same of several connections are told once, the worst first', () => {
    const ending: Partial<Ending> & { second: number } = { second: 97, by: 'server' };
    const alike = [1, 2, 3].flatMap((id) => findIn(chat, { ending, connection: { id: id as never } }));
    const idle = findIn([...chat, ['client text', 170]], {});
    const gathered = gatherFindings([...idle, ...alike]);
    expect(kindsOf(gathered)).toEqual(['warning close', 'info idle']);
    expect(gathered[0]).toMatchObject({ times: 3, connections: [1, 2, 3] });
  });
});
