import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { ConnectionId } from '../../../../proxy/contract/ids.ts';
import { type Route, toAsyncApi } from '../../../../proxy/formats/schema/async-api.ts';
import { schemasOf } from './schemas.ts';

function route(id: number, path: string, authority = 'a.example'): Route {
  return { id: id as ConnectionId, scheme: 'wss', authority, path };
}

const quotes = schemasOf(['{"type":"quote","price":1}']).kinds;
const orders = schemasOf(['{"type":"order","n":1}'], 'client', 2).kinds;

function document(routes: readonly Route[]) {
  return JSON.parse(toAsyncApi('test', [...quotes, ...orders], routes));
}

/** Whether every `$ref` leads somewhere. */
function danglingOf(whole: object): readonly string[] {
  const refs = [...JSON.stringify(whole).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
  const leads = (path: string) =>
    path.split('/').reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], whole);
  return refs.filter((path) => leads(path) === undefined);
}

describe('an AsyncAPI document', () => {
  test('has a channel for each address, with what it sends and receives there', () => {
    const api = document([
      route(1, '/quotes'),
      route(2, '/orders', 'b.example:8443'),
      route(3, '/orders', 'b.example:8443'),
    ]);
    expect(api.asyncapi).toBe('3.0.0');
    expect(Object.values(api.servers)).toEqual([
      { host: 'a.example', protocol: 'wss' },
      { host: 'b.example:8443', protocol: 'wss' },
    ]);
    const channels = Object.values<{ address: string; messages: object }>(api.channels);
    expect(channels.map(({ address, messages }) => [address, Object.keys(messages)])).toEqual([
      ['/quotes', ['Quote']],
      ['/orders', ['Order']],
    ]);
    expect(api.operations).toEqual({
      receiveOnChannel1: {
        action: 'receive',
        channel: { $ref: '#/channels/channel1' },
        messages: [{ $ref: '#/channels/channel1/messages/Quote' }],
      },
      sendOnChannel2: {
        action: 'send',
        channel: { $ref: '#/channels/channel2' },
        messages: [{ $ref: '#/channels/channel2/messages/Order' }],
      },
    });
    expect(danglingOf(api)).toEqual([]);
  });

  test('describes payloads by a schema that accepts them', () => {
    const { payload, contentType } = document([route(1, '/')]).components.messages.Quote;
    const accepts = new Ajv2020({ strict: false }).compile(payload);
    expect([accepts({ type: 'quote', price: 1 }), accepts({ type: 'quote' })]).toEqual([true, false]);
    expect(contentType).toBe('application/json');
  });

  test('leaves out queries, which may be secret and tell sessions apart', () => {
    const api = document([route(1, '/quotes?token=s3cret'), route(2, '/quotes?token=other')]);
    expect(Object.keys(api.channels)).toEqual(['channel1']);
    expect(JSON.stringify(api)).not.toMatch(/s3cret|other/);
  });
});
