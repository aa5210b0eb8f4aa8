import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Side } from '../../../../proxy/contract/model.ts';
import type { DecoderContext } from '../../../../proxy/formats/decoders/decoder.ts';
import { builtIn } from '../../../../proxy/formats/decoders/registry.ts';
import { expectLaws, spelledAt, textInput } from '../../../support/decoder-laws.ts';

const XMPP: DecoderContext = { url: 'ws://h/', subprotocol: 'xmpp' };
const ELSEWHERE: DecoderContext = { url: 'ws://h/', subprotocol: null };
const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';

const read = (text: string, context = XMPP) => builtIn.decode(context, textInput(text));
const turns = (text: string, from: Side = 'client') => builtIn.turns(XMPP, textInput(text, from));

const MESSAGES: readonly (readonly [text: string, kind: string, summary: string])[] = [
  [
    '<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="example.com" version="1.0"/>',
    'open',
    'open to=example.com',
  ],
  ['<close xmlns="urn:ietf:params:xml:ns:xmpp-framing"/>', 'close', 'close'],
  [
    `<stream:features xmlns:stream="http://etherx.jabber.org/streams"><mechanisms xmlns="${SASL}"><mechanism>SCRAM-SHA-1</mechanism><mechanism>PLAIN</mechanism></mechanisms><sm xmlns="urn:xmpp:sm:3"/></stream:features>`,
    'features',
    'features mechanisms SCRAM-SHA-1 PLAIN, sm',
  ],
  [`<auth xmlns="${SASL}" mechanism="PLAIN">AGp1bGlldAByMG0zMG15cjBtMzA=</auth>`, 'auth', 'auth PLAIN'],
  [
    '<authenticate xmlns="urn:xmpp:sasl:2" mechanism="PLAIN"><initial-response>AGp1</initial-response></authenticate>',
    'authenticate',
    'authenticate PLAIN',
  ],
  [`<challenge xmlns="${SASL}">cj1meWtv</challenge>`, 'challenge', 'challenge'],
  [`<success xmlns="${SASL}"/>`, 'success', 'success'],
  [
    `<failure xmlns="${SASL}"><not-authorized/><text xml:lang="en">no such user</text></failure>`,
    'failure',
    'failure not-authorized no such user',
  ],
  [
    '<stream:error xmlns:stream="http://etherx.jabber.org/streams"><conflict xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error>',
    'error',
    'error conflict',
  ],
  [
    '<message from="ana@h/a" to="bo@h" type="chat"><body>hello\n  there</body></message>',
    'message',
    'ana@h/a → bo@h: hello there',
  ],
  ['<message to="bo@h"><body>hello</body></message>', 'message', '→ bo@h: hello'],
  ['<message><body>1 &lt; 2</body></message>', 'message', '1 < 2'],
  [
    '<message from="den@muc.h/ana" type="groupchat"><subject>Tea</subject></message>',
    'message',
    'den@muc.h/ana: subject Tea',
  ],
  [
    '<message from="ana@h"><composing xmlns="http://jabber.org/protocol/chatstates"/></message>',
    'message',
    'ana@h: composing',
  ],
  [
    '<message from="ana@h"><received xmlns="urn:xmpp:receipts" id="m1"/></message>',
    'message',
    'ana@h: received #m1',
  ],
  [
    '<message from="h"><event xmlns="http://jabber.org/protocol/pubsub#event"><items node="news"/></event></message>',
    'message',
    'h: event news',
  ],
  [
    '<message from="ana@h"><sent xmlns="urn:xmpp:carbons:2"><forwarded><message from="ana@h/b" to="bo@h"><body>hi</body></message></forwarded></sent></message>',
    'message',
    'ana@h: sent ana@h/b → bo@h: hi',
  ],
  [
    '<message from="bo@h" type="error"><body>hello</body><error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>',
    'message',
    'bo@h: error service-unavailable',
  ],
  ['<presence/>', 'presence', 'available'],
  [
    '<presence from="ana@h/a"><show>dnd</show><status>in a meeting</status></presence>',
    'presence',
    'ana@h/a: dnd in a meeting',
  ],
  ['<presence from="ana@h" to="bo@h" type="subscribe"/>', 'presence', 'ana@h → bo@h: subscribe'],
  [
    '<presence from="den@muc.h" type="error"><error><conflict/></error></presence>',
    'presence',
    'den@muc.h: error conflict',
  ],
  ['<iq type="get" id="1"><query xmlns="jabber:iq:roster"/></iq>', 'iq', 'get roster #1'],
  [
    '<iq type="get" id="2" to="muc.h"><query xmlns="http://jabber.org/protocol/disco#info"/></iq>',
    'iq',
    'get disco#info #2 → muc.h',
  ],
  ['<iq type="set" id="3"><query xmlns="urn:xmpp:mam:2" queryid="q"/></iq>', 'iq', 'set mam #3'],
  [
    '<iq type="result" id="4"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"><jid>ana@h/a</jid></bind></iq>',
    'iq',
    'result bind #4 ana@h/a',
  ],
  ['<iq type="result" id="5" from="h"/>', 'iq', 'result #5 ← h'],
  [
    '<iq type="error" id="6"><query xmlns="jabber:iq:x"/><error type="cancel"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/><text xmlns="urn:ietf:params:xml:ns:xmpp-stanzas">no node</text></error></iq>',
    'iq',
    'error x #6 item-not-found no node',
  ],
  ['<r xmlns="urn:xmpp:sm:3"/>', 'r', 'r'],
  ['<a xmlns="urn:xmpp:sm:3" h="5"/>', 'a', 'a h=5'],
  ['<enable xmlns="urn:xmpp:sm:3" resume="true"/>', 'enable', 'enable resume=true'],
  ['<resume xmlns="urn:xmpp:sm:3" h="4" previd="p1"/>', 'resume', 'resume h=4 previd=p1'],
  [
    '<failed xmlns="urn:xmpp:sm:3" h="4"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></failed>',
    'failed',
    'failed item-not-found',
  ],
  ['<greeting xmlns="urn:x" a="b"/>', 'greeting', 'greeting a=b'],
];

describe('XMPP', () => {
  test.each(MESSAGES)('%s', (text, kind, summary) => {
    expect(read(text)).toMatchObject({ protocol: 'xmpp', kind, summary });
    expectLaws(XMPP, textInput(text));
    expectLaws(ELSEWHERE, textInput(text));
  });

  test('has its attributes and children as fields', () => {
    const text =
      '<iq xmlns="jabber:client" type="result" id="1"><query xmlns="jabber:iq:roster"><item jid="ana@h"><group>a</group><group>b</group></item><item jid="bo@h"/></query></iq>';
    expect(read(text)?.fields).toEqual({
      xmlns: 'jabber:client',
      type: 'result',
      id: '1',
      query: { xmlns: 'jabber:iq:roster', item: [{ jid: 'ana@h', group: ['a', 'b'] }, { jid: 'bo@h' }] },
    });
  });

  test('is recognised by its subprotocol, or by an element that it knows', () => {
    const protocolOf = (text: string, context: DecoderContext = ELSEWHERE) => read(text, context)?.protocol;
    expect(protocolOf('<message xmlns="jabber:client"/>')).toBe('xmpp');
    expect(protocolOf("<?xml version='1.0'?><s:features xmlns:s='http://etherx.jabber.org/streams'/>")).toBe(
      'xmpp',
    );
    expect(protocolOf('<message/>')).toBeUndefined();
    expect(protocolOf('<message/>', { ...ELSEWHERE, decoder: 'xmpp' })).toBe('xmpp');
    expect(protocolOf('<html xmlns="jabber:client"/>')).toBeUndefined();
    expect(protocolOf('<message xmlns="urn:other"/>')).toBeUndefined();
    expect(protocolOf('message xmlns="jabber:client"')).toBeUndefined();
  });

  test('that is not well-formed says why, and may be something else', () => {
    expect(read('<message><body>hello</message>')).toMatchObject({
      kind: 'malformed',
      summary: expect.stringContaining('malformed XMPP: 1:30: unexpected close tag'),
    });
    expect(read('hello')?.summary).toBe('malformed XMPP: no element begins it');
    expect(read('{"type":"ping"}')).toMatchObject({
      protocol: 'json',
      note: 'Not read as XMPP: no element begins it.',
    });
    expectLaws(XMPP, textInput('{"type":"ping"}'));
    expect(read('<!DOCTYPE a [<!ENTITY b "c">]><message>&b;</message>')?.summary).toBe(
      'malformed XMPP: it has a DOCTYPE',
    );
  });

  test('that is too large tells what its beginning tells', () => {
    const text = `<message from="ana@h" to="bo@h"><body>${'hello '.repeat(300_000)}</body></message>`;
    expect(read(text)).toMatchObject({
      kind: 'message',
      summary: expect.stringMatching(/^ana@h → bo@h: hello hello .*…$/),
      fields: { from: 'ana@h', to: 'bo@h' },
    });
    const image = `<iq type="set" id="1"><data xmlns="urn:xmpp:bob">${'QUJD'.repeat(300_000)}</data></iq>`;
    expect(read(image)?.summary).toMatch(/^set data #1 QUJD.*…$/);
    const endless = `<iq a="${'x'.repeat(1 << 20)}"/>`;
    expect(read(endless)?.summary).toBe('malformed XMPP: its first tag is too large');
  });

  test('points to the bytes of its fields', () => {
    const input = textInput(
      `<iq type="set" id='ü1'><query xmlns="jabber:iq:roster"><item jid="ana@h"/><item jid="bo@h"><group>Öl &amp; Co</group></item><empty/></query></iq>`,
    );
    const at = (...path: string[]) => spelledAt(XMPP, input, ...path);
    expect(at('type')).toBe('set');
    expect(at('id')).toBe('ü1');
    expect(at('query', 'xmlns')).toBe('jabber:iq:roster');
    expect(at('query', 'item', '0')).toBe('<item jid="ana@h"/>');
    expect(at('query', 'item', '1', 'jid')).toBe('bo@h');
    expect(at('query', 'item', '1', 'group')).toBe('Öl &amp; Co');
    expect(at('query', 'empty')).toBe('<empty/>');
    expect(spelledAt(XMPP, textInput('<challenge a="b">x</challenge>'), 'text')).toBe('x');
  });
});

describe('what authenticates', () => {
  test.each([
    `<auth xmlns="${SASL}" mechanism="PLAIN">canary</auth>`,
    `<response xmlns="${SASL}">canary</response>`,
    '<response>canary</response>',
    '<authenticate xmlns="urn:xmpp:sasl:2" mechanism="X"><initial-response>canary</initial-response></authenticate>',
    '<success xmlns="urn:xmpp:sasl:2"><token xmlns="urn:xmpp:fast:0" token="canary"/></success>',
    '<iq type="set"><query xmlns="jabber:iq:register"><password>canary</password></query></iq>',
    '<iq type="set"><query xmlns="jabber:iq:register"><password>can<!-- -->ary</password><password a="b">canary</password></query></iq>',
    '<iq type="set"><x xmlns="jabber:x:data"><field var="password"><value>canary</value></field></x></iq>',
    '<iq type="set"><x xmlns="jabber:x:data"><field var="a" type="text-private"><value>canary</value><value>canary</value></field></x></iq>',
    '<message><body>my key: oauth:canary</body></message>',
    '<r token="canary"/>',
  ])('is masked: %s', (text) => {
    const shown = JSON.stringify(read(text));
    expect(shown).not.toMatch(/canary/);
    expect(shown).toContain('•••');
    expectLaws(XMPP, textInput(text));
  });

  test('is not what only has its name, or nothing', () => {
    const text = '<iq><response xmlns="urn:x">yes</response><auth/></iq>';
    expect(read(text)?.fields).toEqual({ response: { xmlns: 'urn:x', text: 'yes' }, auth: '' });
  });
});

describe('heartbeats', () => {
  test.each([
    ['<iq type="get" id="1"><ping xmlns="urn:xmpp:ping"/></iq>', true],
    ['<iq type="get" id="1"><ping xmlns="urn:xmpp:pin&#103;"/></iq>', true],
    ['<r xmlns="urn:xmpp:sm:3"/>', true],
    ['<sm:a xmlns:sm="urn:xmpp:sm:3" h="1"/>', true],
    ['<r\n/>', true],
    ['<iq type="get" id="1"><ping xmlns="urn:other"/></iq>', false],
    ['<a xmlns="http://www.w3.org/1999/xhtml">x</a>', false],
    ['<message><body>urn:xmpp:ping</body></message>', false],
  ])('%s: %s', (text, heartbeat) => {
    expect(read(text)?.heartbeat).toBe(heartbeat);
    expectLaws(XMPP, textInput(text));
  });
});

describe('who asks and who answers', () => {
  test('iq by its id, both ways', () => {
    const asks = [{ asks: 'iq 1' }];
    expect(turns('<iq type="get" id="1"><query xmlns="a"/></iq>')).toEqual(asks);
    expect(turns('<iq type="set" id="&#49;"/>', 'server')).toEqual(asks);
    expect(turns('<iq type="result" id="1"/>', 'server')).toEqual([{ answers: 'iq 1' }]);
    expect(turns('<iq type="error" id="1"/>')).toEqual([{ answers: 'iq 1' }]);
    expect(turns('<iq type="get"/>')).toEqual([]);
    expect(turns('<iq id="1"/>')).toEqual([]);
  });

  test('streams, authentication and stream management', () => {
    expect(turns('<open/>')).toEqual([{ asks: 'open' }]);
    expect(turns('<open/>', 'server')).toEqual([{ answers: 'open' }]);
    expect(turns(`<auth xmlns="${SASL}">x</auth>`)).toEqual([{ asks: 'sasl' }]);
    expect(turns('<challenge/>', 'server')).toEqual([]);
    expect(turns(`<failure xmlns="${SASL}"><aborted/></failure>`, 'server')).toEqual([{ answers: 'sasl' }]);
    expect(turns('<enable/>')).toEqual([{ asks: 'sm' }]);
    expect(turns('<sm:failed xmlns:sm="urn:xmpp:sm:3"/>', 'server')).toEqual([{ answers: 'sm' }]);
    expect(turns('<r/>', 'server')).toEqual([{ asks: 'r' }]);
    expect(turns('<a h="1"/>')).toEqual([{ answers: 'r', newest: true }]);
  });

  test('is read in the first tag alone', () => {
    expect(turns('<iq a=">" type="get" id="1"><not well formed')).toEqual([{ asks: 'iq 1' }]);
    expect(turns('<message id="1"/>')).toEqual([]);
    expect(turns('<iq type="get')).toEqual([]);
    expect(turns('<iq b:c="1" type="get" id="1"/>')).toEqual([]);
    expect(turns('hello')).toEqual([]);
  });
});

describe('whatever the bytes', () => {
  const pieces = fc.array(
    fc.constantFrom(
      '<message xmlns="jabber:client" to=\'bo@h\'>',
      '<iq type="get" id="a b">',
      '<ping xmlns="urn:xmpp:ping"/>',
      '<body>',
      '</body>',
      '</message>',
      '</iq>',
      '<r/>',
      '<a xmlns="urn:xmpp:sm:3" h="1"/>',
      '<text>',
      '</text>',
      '<password>',
      '</password>',
      'hello world',
      '\r\n',
      'a "b" \'c\'',
      '&lt;',
      '&#104;',
      '&apos;',
      '<![CDATA[x<y]]>',
      '<!-- no -->',
      '<?no no?>',
      '7',
      'é',
      '<',
      '>',
      '"',
    ),
    { maxLength: 12 },
  );
  const element = fc.letrec<{ element: string }>((tie) => ({
    element: fc
      .tuple(
        fc.constantFrom('message', 'iq', 'body', 'text', 'ping', 'r', 'value', 'password'),
        fc.constantFrom('', ' id="a  b"', " to='it&apos;s &#104;i'", ' xmlns="urn:xmpp:ping"', ' text="\n7"'),
        fc.array(
          fc.oneof(
            { maxDepth: 3 },
            fc.constantFrom(
              'hello',
              ' wor\r\nld ',
              '&amp;',
              '&#x68;i',
              '<![CDATA[<]]>',
              '<!-- -->',
              '7',
              '"q"',
            ),
            tie('element'),
          ),
          { maxLength: 4 },
        ),
      )
      .map(([name, attributes, content]) => `<${name}${attributes}>${content.join('')}</${name}>`),
  })).element;

  test('XMPP is no trouble', () => {
    fc.assert(
      fc.property(pieces, fc.constantFrom(XMPP, ELSEWHERE), (all, context) => {
        expectLaws(context, textInput(all.join('')));
      }),
      { numRuns: 2000 },
    );
  });

  test('what is well-formed is read, and every field of it is spelled', () => {
    fc.assert(
      fc.property(element, (text) => {
        expect(read(text)?.protocol).toBe('xmpp');
        expect(read(text)?.kind).not.toBe('malformed');
        expectLaws(XMPP, textInput(text));
      }),
      { numRuns: 1000 },
    );
  });
});
