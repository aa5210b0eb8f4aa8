import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { utf8 } from '../../../support/hex.ts';

const HTTP = { url: 'http://h/events', subprotocol: null, kind: 'http' } as const;

const decode = (text: string, context: Parameters<typeof builtIn.decode>[0] = HTTP) =>
  builtIn.decode(context, { from: 'server', opcode: 1, payload: utf8(text) });

describe('an event of an event stream', () => {
  test('is named by its event, and unfolds data that is JSON', () => {
    expect(decode('id: 7\nevent: price\ndata: {"ask":1.5,\ndata: "token":"s3cret"}\n\n')).toEqual({
      protocol: 'sse',
      kind: 'price',
      summary: '{"ask":1.5, "token":"•••"}',
      heartbeat: false,
      fields: { event: 'price', id: '7', data: { ask: 1.5, token: '•••' } },
      parts: [],
    });
  });

  test('is a message without one, and leaves text as it is', () => {
    expect(decode('data: one\r\ndata: two\r\n\r\n')).toMatchObject({
      kind: 'message',
      summary: 'one two',
      fields: { data: 'one\ntwo' },
    });
  });

  test('may hold nothing but what the client remembers', () => {
    expect(decode('retry: 3000\n\n')).toMatchObject({ kind: 'retry', fields: { retry: 3000 } });
    expect(decode('id: 9\n\n')).toMatchObject({ kind: 'id', fields: { id: '9' } });
    expect(decode('event: x\n\n')).toMatchObject({ kind: 'empty', fields: {} });
  });

  test('is a heartbeat where it is a comment', () => {
    expect(decode(': keep-alive\n')).toMatchObject({
      kind: 'comment',
      heartbeat: true,
      summary: 'keep-alive',
      fields: { comment: 'keep-alive' },
    });
    const beat = { from: 'server', opcode: 1, payload: utf8(':\n') } as const;
    expect(builtIn.isHeartbeat(HTTP, beat)).toBe(true);
    expect(builtIn.isHeartbeat(HTTP, { ...beat, payload: utf8('data: :\n\n') })).toBe(false);
  });

  test('is none in a WebSocket, nor in any other body', () => {
    expect(decode('data: x\n\n', { url: 'ws://h/', subprotocol: null, kind: 'websocket' })).toBeNull();
    expect(decode('database: x\n\n')).toBeNull();
  });

  test('is spelled out by every filter that finds it', () => {
    expect(builtIn.spellings(['sse', 'data', 'ask'], false, null)).toContain('ask');
    const whole = builtIn.spellings(['data'], true, 'one\ntwo');
    expect(whole === null || whole.every((text) => !text.includes('\n'))).toBe(true);
  });
});
