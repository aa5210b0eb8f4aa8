import autobahn from 'autobahn-browser';
import { expect, onTestFinished, test, vi } from 'vitest';
import { brief, openConversation } from '../../support/conversation.ts';
import { startWampRouter } from '../../support/wamp-router.ts';

const SERIALIZERS = {
  json: () => new autobahn.serializer.JSONSerializer(),
  msgpack: () => new autobahn.serializer.MsgpackSerializer(),
  cbor: () => new autobahn.serializer.CBORSerializer(),
};

test.each(['json', 'msgpack', 'cbor'] as const)(
  'WAMP as %s: what is asked for is answered, both ways',
  async (name) => {
    const url = await startWampRouter();
    const { WebSocket, rows } = await openConversation();
    vi.stubGlobal('WebSocket', WebSocket);
    onTestFinished(() => void vi.unstubAllGlobals());
    const connection = new autobahn.Connection({ url, realm: 'den', serializers: [SERIALIZERS[name]()] });
    onTestFinished(() => connection.close());
    const session = await new Promise<autobahn.Session>((resolve) => {
      connection.onopen = resolve;
      connection.onclose = () => true;
      connection.open();
    });
    await session.subscribe('com.door', () => undefined);
    await session.publish('com.door', ['open'], {}, { acknowledge: true });
    await session.register('com.add', ([a, b]) => Number(a) + Number(b));
    expect(await session.call('com.add', [2, 3])).toBe(5);
    await session.call('com.no', []).then(
      () => expect.unreachable(),
      () => undefined,
    );
    const read = await rows((all) => all.some(({ decoded }) => decoded?.kind === 'ERROR'));
    const said = read.map(brief).map((line) => line.replaceAll(/#\d+/g, '#…'));
    expect(said).toEqual([
      '▲ wamp HELLO: HELLO den',
      '▼ wamp WELCOME: WELCOME session 1 (answer)',
      '▲ wamp SUBSCRIBE: SUBSCRIBE com.door #…',
      '▼ wamp SUBSCRIBED: SUBSCRIBED #… subscription 7 (answer)',
      '▲ wamp PUBLISH: PUBLISH com.door #… ["open"] {}',
      '▼ wamp EVENT: EVENT subscription 7 ["open"]',
      '▼ wamp PUBLISHED: PUBLISHED #… (answer)',
      '▲ wamp REGISTER: REGISTER com.add #…',
      '▼ wamp REGISTERED: REGISTERED #… registration 8 (answer)',
      '▲ wamp CALL: CALL com.add #… [2,3]',
      '▼ wamp INVOCATION: INVOCATION #… registration 8 [2,3]',
      '▲ wamp YIELD: YIELD #… [5] (answer)',
      '▼ wamp RESULT: RESULT #… [5] (answer)',
      '▲ wamp CALL: CALL com.no #… []',
      '▼ wamp ERROR: ERROR wamp.error.no_such_procedure #… (answer)',
    ]);
  },
);
