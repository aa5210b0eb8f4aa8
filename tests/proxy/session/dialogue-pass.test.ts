import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConnectionId, Seq } from '../../../proxy/contract/ids.ts';
import type { Gap, Side } from '../../../proxy/contract/model.ts';
import { CONFIDENCE, type Decoder, type Framer } from '../../../proxy/formats/decoders/decoder.ts';
import { Decoders } from '../../../proxy/formats/decoders/decoders.ts';
import { Correlators } from '../../../proxy/session/correlators.ts';
import { Dialogue } from '../../../proxy/session/dialogue.ts';
import { DialoguePass } from '../../../proxy/session/dialogue-pass.ts';
import { type Store, openStore } from '../../../proxy/store/store.ts';
import { utf8 } from '../../support/hex.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { connectionRow, messageRow } from '../store/rows.ts';

const BEGAN = 1_732_270_000_000;
const ENDED = { at: BEGAN, code: null, reason: '', by: null, clean: false, cause: 'fin' } as const;

/** Units end with a full stop, wherever messages do; `qKEY.` asks, and `aKEY.` answers. */
const ASKING: Decoder = {
  name: 'asking',
  label: 'Asking',
  reads: 'text',
  recognises: () => CONFIDENCE.shape,
  decode: () => null,
  spellings: () => null,
  heartbeat: null,
  turns({ before, text }) {
    const units = (new TextDecoder().decode(before) + text).split('.').slice(0, -1);
    return units.map((unit) => (unit.startsWith('q') ? { asks: unit.slice(1) } : { answers: unit.slice(1) }));
  },
  framer: stops,
};

function stops(): Framer {
  let open = 0;
  return {
    get open() {
      return open;
    },
    take(payload) {
      const carried = open;
      const end = payload.lastIndexOf(0x2e);
      open = end < 0 ? open + payload.length : payload.length - 1 - end;
      return carried;
    },
  };
}

const decoders = new Decoders([ASKING]);

/** The last two are of one session. */
const IDS = [1, 2, 3, 4, 5];
const sessionOf = (id: number) => (id > 3 ? 'sid' : null);

interface Said {
  readonly connection: number;
  readonly from: Side;
  readonly text: string;
}

/** A capture in which nobody has paired anything yet, and who would have as it came. */
function captured() {
  const store = openStore(join(tempDir(), 'a.framescope'), 'create');
  onTestFinished(() => store.close());
  const details = new Map(
    IDS.map((id) => [id, connectionRow(id, { decoder: 'asking', session: sessionOf(id) })]),
  );
  const correlators = new Correlators();
  const live = new Map(
    Array.from(details, ([id, detail]) => [
      id,
      new Dialogue(() => decoders, correlators.of(detail), store.messages),
    ]),
  );
  const expected = new Map<number, unknown>();
  let seq = 0;
  const say = ({ connection, from, text }: Said, stale: number | null = null) => {
    seq += 1;
    const at = BEGAN + seq;
    const said = { seq, from, opcode: 1, at, length: utf8(text).length, skipped: 0 };
    const place = live.get(connection)!.take(details.get(connection)!, said, utf8(text));
    const { answered, carried } = place;
    expected.set(seq, { answers: answered?.to ?? null, rtt: answered?.after ?? null, carried });
    const wrong = stale === null ? {} : { answers: stale as Seq, rtt: 1, carried: 1 };
    const row = messageRow(seq, {
      connection: connection as ConnectionId,
      from,
      at,
      endedAt: at,
      length: text.length,
      ...wrong,
    });
    store.begin();
    store.messages.put(row, utf8(text));
    store.commit();
  };
  const pass = (
    ids: readonly number[],
    unfinished: ReadonlySet<number> = new Set(),
    gaps: readonly Gap[] = [],
  ) =>
    new DialoguePass(
      ids.map((id) => details.get(id)!),
      {
        messages: store.messages,
        decoders: () => decoders,
        connection: (id) => details.get(id) ?? null,
        isUnfinished: (each) => unfinished.has(each),
        gaps,
      },
    );
  return { store, details, expected, say, pass };
}

/** A slice that has no time does a few steps. */
function slice(store: Store, pass: DialoguePass): boolean {
  store.begin();
  const more = pass.scan(0);
  store.commit();
  return more;
}

function through(store: Store, pass: DialoguePass): void {
  while (slice(store, pass)) {
    // as many as it takes
  }
}

const related = ({ messages }: Store, seq: number) => {
  const { answers = null, rtt = null, carried = 0 } = messages.get(seq as Seq) ?? {};
  return { answers, rtt, carried };
};

const said = fc.record<Said>({
  connection: fc.constantFrom(...IDS),
  from: fc.constantFrom<Side>('client', 'server'),
  text: fc
    .array(fc.constantFrom('q1.', 'q2.', 'a1.', 'a2.', 'q', 'a', '3.'), { minLength: 1, maxLength: 3 })
    .map((units) => units.join('')),
});

describe('dialogues that are read once more', () => {
  test('have the pairs that they would have had as their messages came, also those that come meanwhile', () => {
    fc.assert(
      fc.property(
        fc.array(said, { maxLength: 120 }),
        fc.array(said, { maxLength: 60 }),
        fc.option(fc.integer({ min: 1, max: 40 })),
        (before, meanwhile, stale) => {
          const { store, expected, say, pass } = captured();
          for (const each of before) say(each, stale);
          const reading = pass(IDS);
          slice(store, reading);
          for (const each of meanwhile) say(each, stale);
          through(store, reading);
          for (const [seq, place] of expected) expect(related(store, seq)).toEqual(place);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('leave those of other connections as they were', () => {
    const { store, say, pass } = captured();
    for (const connection of [1, 2]) {
      say({ connection, from: 'client', text: 'q1.' });
      say({ connection, from: 'server', text: 'a1.' });
    }
    through(store, pass([2]));
    expect([1, 2, 3, 4].map((seq) => related(store, seq).answers)).toEqual([null, null, null, 3]);
    expect(store.answers?.get(3 as Seq)).toEqual({ seq: 4, after: 1 });
  });

  test('know of a session whom all of it asked, and units of each connection alone', () => {
    const { store, expected, say, pass } = captured();
    say({ connection: 4, from: 'client', text: 'q1.q' });
    say({ connection: 5, from: 'client', text: 'q2.' });
    say({ connection: 5, from: 'server', text: 'a1.' });
    say({ connection: 4, from: 'client', text: '3.' });
    through(store, pass([4, 5]));
    expect([1, 2, 3, 4].map((seq) => related(store, seq))).toEqual([
      { answers: null, rtt: null, carried: 0 },
      { answers: null, rtt: null, carried: 0 },
      { answers: 1, rtt: 2, carried: 0 },
      { answers: null, rtt: null, carried: 1 },
    ]);
    expect([1, 2, 3, 4].map((seq) => expected.get(seq))).toEqual(
      [1, 2, 3, 4].map((seq) => related(store, seq)),
    );
  });

  test('come to what is said by who joins a session', () => {
    const { store, details, say, pass } = captured();
    say({ connection: 4, from: 'client', text: 'q1.' });
    details.set(4, { ...details.get(4)!, ending: ENDED });
    const reading = pass([4]);
    const joining = { seq: 2, from: 'server', opcode: 1, at: BEGAN + 2, length: 3, skipped: 0 } as const;
    expect(reading.take(details.get(5)!, joining, utf8('a1.'))).toBeNull();
    say({ connection: 5, from: 'server', text: 'a1.' });
    through(store, reading);
    expect(related(store, 2).answers).toBe(1);
    expect(reading.ids).toEqual([4, 5]);
  });

  test('take what becomes whole behind them, and come to what does before them', () => {
    const { store, details, say, pass } = captured();
    say({ connection: 1, from: 'client', text: 'q1.' });
    say({ connection: 1, from: 'server', text: 'a1.' });
    const reading = pass([1], new Set([2]));
    through(store, reading);
    expect(related(store, 2).answers).toBeNull();
    const late = { seq: 2, from: 'server', opcode: 1, at: BEGAN + 9, length: 3, skipped: 0 } as const;
    expect(reading.take(details.get(1)!, { ...late, seq: 3 }, utf8('a1.'))).toBeNull();
    expect(reading.take(details.get(1)!, late, utf8('a1.'))).toEqual({
      answered: { to: 1, connection: 1, after: 8 },
      carried: 0,
    });
  });

  test('know nothing across a gap in which something was said', () => {
    const gap = { from: BEGAN + 1.5, to: BEGAN + 1.6, reason: 'paused', bytes: 1 } as const;
    for (const [messages, answered] of [
      [0, 1],
      [1, null],
    ] as const) {
      const { store, say, pass } = captured();
      say({ connection: 1, from: 'client', text: 'q1.' });
      say({ connection: 1, from: 'server', text: 'a1.' });
      through(store, pass([1], new Set(), [{ ...gap, messages }]));
      expect(related(store, 2).answers).toBe(answered);
    }
  });

  test('say up to where answers are overdue, if they are', () => {
    const { store, say, pass } = captured();
    say({ connection: 1, from: 'client', text: 'q1.' });
    const reading = pass([1, 3]);
    through(store, reading);
    expect(reading.settled).toBe(1); // years ago
    expect(reading.dialogue(1 as ConnectionId)?.takeOverdue(BEGAN + 10)).toEqual([{ connection: 1, seq: 1 }]);
    expect(reading.dialogue(3 as ConnectionId)).toBeNull();
  });
});
