import { describe, expect, it } from 'vitest';
import type { ConnectionId } from '../../../../proxy/contract/ids.ts';
import type { ExportConnection, ExportMessage } from '../../../../proxy/formats/exporters/exporter.ts';
import { createExporter } from '../../../../proxy/formats/exporters/registry.ts';
import { body, bytes, connection, exchange, message } from './capture.ts';

type Captured = readonly [ExportConnection, readonly ExportMessage[]];

/** The whole file, as a session writes it. */
function har(...captured: readonly Captured[]) {
  const exporter = createExporter('har', { decode: false, version: '1.2.3' });
  expect(exporter.order).toBe('connection');
  let text = exporter.begin();
  for (const [each, messages] of captured) {
    text += exporter.connection(each);
    for (const sent of messages) text += exporter.message(sent, each);
    text += exporter.close(each);
  }
  return JSON.parse(text + exporter.finish()).log;
}

const entryOf = (each: ExportConnection, messages: readonly ExportMessage[] = []) =>
  har([each, messages]).entries[0];

describe('HAR 1.2', () => {
  it('is valid with no, one and several entries', () => {
    expect(har()).toEqual({
      version: '1.2',
      creator: { name: 'Framescope', version: '1.2.3' },
      pages: [],
      entries: [],
    });
    expect(
      har([connection(), []], [exchange(), []], [connection(), [message(), message()]]).entries,
    ).toHaveLength(3);
  });

  it('has every field that the format requires', () => {
    const entry = entryOf(connection());
    expect(entry).toMatchObject({
      startedDateTime: '2024-11-22T10:06:40.123Z',
      time: 10_000,
      cache: {},
      serverIPAddress: '::1',
      request: {
        method: 'GET',
        url: 'wss://h/p?a=b%20c',
        httpVersion: 'HTTP/1.1',
        headersSize: 54,
        bodySize: 0,
      },
      response: {
        status: 101,
        statusText: 'Switching Protocols',
        httpVersion: 'HTTP/1.1',
        redirectURL: '',
        headersSize: -1,
        bodySize: 0,
        content: { size: 0, mimeType: 'x-unknown' },
      },
    });
    expect(entry.request.queryString).toEqual([{ name: 'a', value: 'b c' }]);
    expect(entry.request.headers[0]).toEqual({ name: 'Host', value: 'h' });
  });

  it('has events of an event stream where Chrome has them, but none that no client dispatches', () => {
    const stream = exchange({ responseHeaders: [['Content-Type', 'text/event-stream']] });
    const said = [': hi\n', 'id: 7\nevent: price\ndata: 1\ndata: 2\n\n', 'retry: 5\n\n', 'data: x\n\n'];
    const entry = entryOf(stream, [
      ...said.map((text) => message({ from: 'server', payload: bytes(text) })),
      message({ from: 'server', payload: bytes('data: cut'), complete: false }),
    ]);
    const time = expect.any(Number);
    expect(entry._eventSourceMessages).toEqual([
      { time, eventName: 'price', eventId: '7', data: '1\n2' },
      { time, eventName: 'message', eventId: '', data: 'x' },
    ]);
    expect(entryOf(exchange(), [message()])).not.toHaveProperty('_eventSourceMessages');
  });

  it('takes cookies apart', () => {
    const { request, response } = entryOf(connection());
    expect(request.cookies).toEqual([
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ]);
    expect(response.cookies).toEqual([
      { name: 'c', value: '3', path: '/', httpOnly: true, expires: '2026-10-21T07:28:00.000Z' },
    ]);
  });

  it('gives times whose sum is the time, with ssl inside connect', () => {
    const { time, timings } = entryOf(connection());
    expect(timings).toEqual({ blocked: -1, dns: 1, connect: 5, ssl: 3, send: 0, wait: 4, receive: 9990 });
    expect(timings.dns + timings.connect + timings.send + timings.wait + timings.receive).toBe(time);
  });

  it('gives -1 for what did not happen', () => {
    const timing = { dns: null, connect: null, tls: null, wait: null };
    const { timings } = entryOf(connection({ timing, ending: null }));
    expect(timings).toMatchObject({ dns: -1, connect: -1, ssl: -1, send: 0, wait: 0 });
  });

  it('says what failed', () => {
    const failure = { code: 'ECONNREFUSED', message: 'Nobody listens at h:443.', hint: '' };
    const failed = connection({ status: null, statusText: '', responseHeaders: [], failure });
    expect(entryOf(failed).response).toMatchObject({
      status: 0,
      httpVersion: '',
      bodySize: -1,
      _error: failure.message,
    });
  });
});

describe('messages in a HAR', () => {
  it('stand in _webSocketMessages, as Chrome writes them', () => {
    const received = message({
      from: 'server',
      opcode: 2,
      payload: Uint8Array.of(0xff),
      at: 1_732_270_002_000,
    });
    expect(entryOf(connection(), [message(), received])).toMatchObject({
      _resourceType: 'websocket',
      _webSocketMessages: [
        { type: 'send', time: 1_732_270_001.000001, opcode: 1, data: 'hello' },
        { type: 'receive', time: 1_732_270_002, opcode: 2, data: '/w==' },
      ],
    });
  });

  it('are data messages only; control frames and the close stand beside them', () => {
    const ping = message({ opcode: 9, payload: bytes('a') });
    const close = message({ opcode: 8, payload: Uint8Array.of(3, 232) });
    const entry = entryOf(connection(), [ping, message(), close]);
    expect(entry._webSocketMessages).toHaveLength(1);
    expect(entry._webSocketControlFrames).toMatchObject([
      { type: 'send', opcode: 9, data: 'YQ==' },
      { opcode: 8, data: 'A+g=' },
    ]);
    expect(entry._webSocketClose).toEqual({ code: 1000, reason: 'bye', timestamp: 1_732_270_010.123456 });
  });

  it('do not leak into the next connection', () => {
    const [first, second] = har(
      [connection(), [message(), message({ opcode: 9 })]],
      [connection(), []],
    ).entries;
    expect([first._webSocketMessages.length, first._webSocketControlFrames.length]).toEqual([1, 1]);
    expect([second._webSocketMessages.length, second._webSocketControlFrames.length]).toEqual([0, 0]);
  });

  it('keep the bytes of a text that is not valid UTF-8', () => {
    const [sent] = entryOf(connection(), [
      message({ payload: Uint8Array.of(0x61, 0xff) }),
    ])._webSocketMessages;
    expect(sent).toMatchObject({ opcode: 1, data: 'a\uFFFD', _dataBase64: 'Yf8=' });
  });

  it('are absent from an exchange; a connection without a Close frame was aborted', () => {
    expect(entryOf(exchange(), [message()])).not.toHaveProperty('_webSocketMessages');
    const ending = { at: 1, code: null, reason: '', by: null, clean: false, cause: 'reset' } as const;
    expect(entryOf(connection({ ending }))._webSocketClose).toBe('aborted');
    expect(entryOf(connection({ ending: null }))).not.toHaveProperty('_webSocketClose');
  });
});

describe('bodies in a HAR', () => {
  it('are text, or base64 where they are none', () => {
    const headers = [['Content-Type', 'image/png']] as const;
    const { request, response } = entryOf(
      exchange({
        requestBody: body(bytes('{}'), { contentType: 'application/json' }),
        responseBody: body(Uint8Array.of(0x89, 0xff)),
        responseHeaders: headers,
        responseBodySize: 2,
      }),
    );
    expect(request.postData).toEqual({ mimeType: 'application/json', text: '{}' });
    expect(response.content).toEqual({ size: 2, mimeType: 'image/png', text: 'if8=', encoding: 'base64' });
    expect(response.bodySize).toBe(2);
  });

  it('have the parameters of a form, and the bytes of what is no text', () => {
    const form = body(bytes('a=1+2&b=%zz'), { contentType: 'application/x-www-form-urlencoded' });
    expect(entryOf(exchange({ requestBody: form })).request.postData.params).toEqual([
      { name: 'a', value: '1 2' },
      { name: 'b', value: '%zz' },
    ]);
    const upload = entryOf(exchange({ requestBody: body(Uint8Array.of(0xff)) })).request;
    expect(upload).not.toHaveProperty('postData');
    expect(upload._content).toEqual({ size: 1, text: '/w==', encoding: 'base64' });
  });

  it('say how much compression saved, and what was not kept', () => {
    const zipped = body(bytes('x'.repeat(100)), { size: 20, decodedFrom: 'gzip' });
    expect(entryOf(exchange({ responseBody: zipped })).response.content).toMatchObject({
      size: 100,
      compression: 80,
    });
    const cut = body(bytes('x'), { size: 20, truncated: true });
    expect(entryOf(exchange({ responseBody: cut })).response.content.comment).toBe(
      'Framescope kept 1 bytes; on the wire the body had 20.',
    );
  });
});

describe('notes', () => {
  const note = { mark: 'red', comment: 'look "here"', pinned: true } as const;

  it('stand below what Framescope made it from', () => {
    const retry = [{ kind: 'without', part: 'origin' }] as const;
    const retried = connection({ replayOf: 3 as ConnectionId, retry });
    expect(entryOf(retried)).toMatchObject({ comment: 'Retry of c3 without Origin' });
    expect(entryOf({ ...retried, note }).comment).toBe('Retry of c3 without Origin\nlook "here"');
    expect(entryOf({ ...retried, retry: null })).toMatchObject({ comment: 'Replay of c3' });
  });

  it('are the comment of the entry, and fields of our own where HAR has none', () => {
    const entry = entryOf(connection({ note }), [message({ note }), message({ opcode: 9, note }), message()]);
    expect(entry).toMatchObject({ comment: 'look "here"', _mark: 'red' });
    expect(entry._webSocketMessages[0]).toMatchObject({ _mark: 'red', _comment: 'look "here"' });
    expect(entry._webSocketControlFrames[0]).toMatchObject({ _mark: 'red' });
    expect(entry._webSocketMessages[1]).not.toHaveProperty('_mark');
    expect(entryOf(exchange({ note: { ...note, mark: null } }))).not.toHaveProperty('_mark');
    expect(entryOf(connection())).not.toHaveProperty('comment');
  });
});
