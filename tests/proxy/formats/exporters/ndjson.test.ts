import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionId, Seq } from '../../../../proxy/contract/ids.ts';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { epochSeconds } from '../../../../proxy/formats/exporters/epoch.ts';
import { createNdjsonExporter } from '../../../../proxy/formats/exporters/ndjson.ts';
import { violation } from '../../../../proxy/protocol/violation.ts';
import { body, bytes, connection, exchange, message } from './capture.ts';

const exporter = createNdjsonExporter(false);

const messageLine = (facts: Parameters<typeof message>[0], decode = false) =>
  createNdjsonExporter(decode).message(message(facts), connection());

describe('a WebSocket connection', () => {
  it('is exactly the line that scripts rely on', () => {
    expect(exporter.connection(connection())).toBe(
      '{"type":"connection","id":"c1","url":"wss://h/p?a=b%20c","method":"GET","status":101,' +
        '"statusText":"Switching Protocols","openedAt":1732270000.123456,' +
        '"requestHeaders":[["Host","h"],["Cookie","a=1; b=2"]],' +
        '"responseHeaders":[["Set-Cookie","c=3; Path=/; HttpOnly; Expires=Wed, 21 Oct 2026 07:28:00 GMT"]],' +
        '"subprotocol":null,"extensions":"permessage-deflate","remoteAddress":"[::1]:443"}\n',
    );
  });

  it('and the polls before it name the session that they share', () => {
    const lines = [
      exporter.connection(connection({ session: 'abc' })),
      exporter.close(exchange({ session: 'abc' })),
    ];
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ session: 'abc' });
  });

  it('ends with the line that scripts rely on', () => {
    expect(exporter.close(connection())).toBe(
      '{"type":"close","connection":"c1","time":1732270010.123456,"code":1000,"reason":"bye","by":"client",' +
        '"clean":true,"cause":null}\n',
    );
  });

  it('names the cause of an end without a Close frame', () => {
    const ending = { at: 1, code: null, reason: '', by: 'server', clean: false, cause: 'reset' } as const;
    expect(JSON.parse(exporter.close(connection({ ending })))).toMatchObject({
      code: null,
      by: 'server',
      cause: 'reset',
    });
  });

  it('has no close line while it is open', () => {
    expect(exporter.close(connection({ ending: null }))).toBe('');
  });

  it('says why it failed, and what the refusal said', () => {
    const failure = { code: 'HTTP_403', message: 'Refused.', hint: 'Log in.' };
    const refused = connection({
      status: 403,
      failure,
      responseBody: body(bytes('no')),
      replayOf: 7 as ConnectionId,
    });
    expect(JSON.parse(exporter.connection(refused))).toMatchObject({
      failure,
      responseBody: 'no',
      replayOf: 'c7',
    });
  });

  it('tells a retry apart from a replay, with what was changed', () => {
    const retry = [{ kind: 'without', part: 'origin' }] as const;
    const line = JSON.parse(
      exporter.connection(connection({ replayOf: 7 as ConnectionId, retry })),
    ) as object;
    expect(line).toMatchObject({ retryOf: 'c7', retry: 'without Origin' });
    expect(line).not.toHaveProperty('replayOf');
  });

  it('tells a tunnel by its kind', () => {
    expect(JSON.parse(exporter.connection(connection({ kind: 'tunnel', url: 'tcp://h:22' })))).toMatchObject({
      kind: 'tunnel',
    });
  });
});

describe('a message', () => {
  it('is exactly the line that scripts rely on', () => {
    expect(messageLine({})).toBe(
      '{"type":"message","connection":"c1","seq":17,"direction":"sent","opcode":"text","time":1732270001.000001,' +
        '"length":5,"wireLength":11,"frames":1,"compressed":false,"data":"hello"}\n',
    );
  });

  it.each([
    [2, 'binary'],
    [9, 'ping'],
    [10, 'pong'],
    [0, 'continuation'],
    [3, 'reserved-3'],
  ])('of opcode %i carries base64 and is called %s', (opcode, name) => {
    const line = JSON.parse(messageLine({ opcode, from: 'server', payload: Uint8Array.of(0xff, 0) }));
    expect(line).toMatchObject({ direction: 'received', opcode: name, dataBase64: '/wA=' });
    expect(line).not.toHaveProperty('data');
  });

  it('of text that is not valid UTF-8 carries base64', () => {
    const violations = [violation('invalid-utf8')];
    const line = JSON.parse(messageLine({ payload: Uint8Array.of(0x61, 0xff), violations }));
    expect(line).toMatchObject({
      opcode: 'text',
      dataBase64: 'Yf8=',
      violations: [{ rule: 'invalid-utf8', section: 'RFC 6455 8.1' }],
    });
    expect(line).not.toHaveProperty('data');
  });

  it('that answers another says after how many milliseconds', () => {
    expect(JSON.parse(messageLine({ opcode: 0xa, rtt: 31.25, answers: 7 as Seq }))).toMatchObject({
      rtt: 31.25,
      answers: 7,
    });
  });

  it('of a close carries code and reason', () => {
    const line = JSON.parse(
      messageLine({ opcode: 8, payload: bytes('\u0003èbye'), closeCode: 1000, closeReason: 'bye' }),
    );
    expect(line).toMatchObject({ opcode: 'close', code: 1000, reason: 'bye' });
    expect(line).not.toHaveProperty('dataBase64');
    const broken = messageLine({
      opcode: 8,
      payload: Uint8Array.of(3),
      violations: [violation('close-length')],
    });
    expect(JSON.parse(broken)).toMatchObject({ code: null, reason: '', dataBase64: 'Aw==' });
  });

  it('keeps every byte of its text, a BOM and line separators too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const payload = bytes(`\uFEFF${text}\u2028\n`);
        const line = messageLine({ payload });
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(bytes(JSON.parse(line).data)).toEqual(payload);
      }),
    );
  });

  it('keeps every byte that is no text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (payload) => {
        const line = JSON.parse(messageLine({ opcode: 2, payload }));
        expect(Buffer.from(line.dataBase64, 'base64').equals(payload)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('says what was decoded only when it is asked to', () => {
    const payload = bytes('PING :a\r\nPONG :b');
    const decoded = builtIn.decode(
      { url: 'ws://h', subprotocol: 'irc' },
      { from: 'server', opcode: 1, payload },
    );
    expect(messageLine({ payload, decoded })).not.toContain('decoded');
    expect(JSON.parse(messageLine({ payload, decoded }, true)).decoded).toMatchObject({
      protocol: 'irc',
      kind: 'lines',
      parts: [{ protocol: 'irc', kind: 'PING' }, { kind: 'PONG' }],
    });
  });

  it('says so when it was injected, is not complete or lost bytes', () => {
    expect(JSON.parse(messageLine({ injected: true, complete: false, dropped: 9 }))).toMatchObject({
      injected: true,
      complete: false,
      dropped: 9,
    });
  });
});

describe('an HTTP exchange', () => {
  it('is one line, written when it is over', () => {
    const done = exchange({
      requestBody: body(bytes('a=1')),
      responseBody: body(Uint8Array.of(0xff), { truncated: true }),
    });
    expect(exporter.connection(done)).toBe('');
    expect(JSON.parse(exporter.close(done))).toMatchObject({
      type: 'exchange',
      id: 'c1',
      url: 'https://h/p',
      status: 200,
      resourceType: 'fetch',
      closedAt: 1_732_270_010.123456,
      requestBody: 'a=1',
      responseBodyBase64: '/w==',
      responseBodyTruncated: true,
    });
  });
});

describe('times', () => {
  it('are epoch seconds with at most six decimals, to the microsecond', () => {
    const microseconds = fc.integer({ min: 0, max: 4_102_444_800_000_000 });
    fc.assert(
      fc.property(microseconds, (micros) => {
        const printed = JSON.stringify(epochSeconds(micros / 1000));
        expect(printed).toMatch(/^\d+(?:\.\d{1,6})?$|^\d(?:\.\d+)?e-\d$/);
        expect(Math.round(Number(printed) * 1e6)).toBe(micros);
      }),
    );
  });
});

describe('notes', () => {
  const note = { mark: 'red', comment: 'look here', pinned: false } as const;
  const noted = { mark: 'red', comment: 'look here' };

  it('stand in the line of what they are about, where there are some', () => {
    expect(JSON.parse(exporter.connection(connection({ note })))).toMatchObject(noted);
    expect(JSON.parse(exporter.close(exchange({ note })))).toMatchObject(noted);
    const line = JSON.parse(messageLine({ note })) as object;
    expect(line).toMatchObject(noted);
    expect(line).not.toHaveProperty('pinned');
    const pinned = { ...note, mark: null, comment: '', pinned: true };
    expect(exporter.connection(connection({ note: pinned }))).toMatch(/,"pinned":true}\n$/);
  });
});
