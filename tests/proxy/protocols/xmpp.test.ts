import { client as createClient, xml } from '@xmpp/client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { brief, openConversation } from '../../support/conversation.ts';
import { startTextServer, type TextPeer } from '../../support/text-server.ts';

const FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing';
const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
const BIND = 'urn:ietf:params:xml:ns:xmpp-bind';
const STREAM = 'http://etherx.jabber.org/streams';
const JID = 'ana@h.test/tab';

/** Says what a server of one account says: PLAIN, a resource, a roster, and an echo. */
function hears(text: string, { say, socket }: TextPeer): void {
  const id = /\sid="([^"]*)"/.exec(text)?.[1];
  if (text.startsWith('<open')) {
    const again = authenticated.has(socket);
    say(`<open xmlns="${FRAMING}" from="h.test" id="s${again ? 2 : 1}" version="1.0"/>`);
    say(
      `<stream:features xmlns:stream="${STREAM}">${again ? `<bind xmlns="${BIND}"/>` : `<mechanisms xmlns="${SASL}"><mechanism>PLAIN</mechanism></mechanisms>`}</stream:features>`,
    );
  } else if (text.startsWith('<auth')) {
    authenticated.add(socket);
    say(`<success xmlns="${SASL}"/>`);
  } else if (text.includes('<bind')) {
    say(
      `<iq xmlns="jabber:client" type="result" id="${id}"><bind xmlns="${BIND}"><jid>${JID}</jid></bind></iq>`,
    );
  } else if (text.includes('jabber:iq:roster')) {
    say(
      `<iq xmlns="jabber:client" type="result" id="${id}"><query xmlns="jabber:iq:roster"><item jid="bo@h.test"/></query></iq>`,
    );
    say('<iq xmlns="jabber:client" type="get" id="p1" from="h.test"><ping xmlns="urn:xmpp:ping"/></iq>');
  } else if (text.startsWith('<message')) {
    say(
      `<message xmlns="jabber:client" from="bo@h.test" to="${JID}" type="chat"><body>hello &amp; welcome</body></message>`,
    );
  } else if (text.startsWith('<close')) {
    say(`<close xmlns="${FRAMING}"/>`);
    socket.close();
  }
}
const authenticated = new WeakSet<object>();

test('XMPP: @xmpp/client signs in, asks, chats and is pinged', async () => {
  const server = await startTextServer({ hears, subprotocol: 'xmpp' });
  const { WebSocket, rows, session } = await openConversation();
  vi.stubGlobal('WebSocket', WebSocket);
  onTestFinished(() => void vi.unstubAllGlobals());
  const ana = createClient({
    service: server.url,
    domain: 'h.test',
    resource: 'tab',
    username: 'ana',
    password: 'canary',
  });
  onTestFinished(() => ana.stop().catch(() => undefined));
  ana.reconnect.stop();
  ana.iqCallee.get('urn:xmpp:ping', 'ping', () => true);
  const address = await ana.start();
  expect(address.toString()).toBe(JID);
  const pinged = new Promise<void>((resolve) => {
    ana.on('send', (element) => element.is('iq') && element.attrs.id === 'p1' && resolve());
  });
  const roster = await ana.iqCaller.request(xml('iq', { type: 'get' }, xml('query', 'jabber:iq:roster')));
  expect(roster.getChild('query')?.getChildren('item')).toHaveLength(1);
  await pinged;
  const heard = new Promise<string | null>((resolve) => {
    ana.on('stanza', (stanza) => stanza.is('message') && resolve(stanza.getChildText('body')));
  });
  await ana.send(xml('message', { to: 'bo@h.test', type: 'chat' }, xml('body', {}, "it's me")));
  expect(await heard).toBe('hello & welcome');
  await ana.stop();
  const read = await rows((all) => all.filter(({ decoded }) => decoded?.kind === 'close').length === 2);
  const lines = read.filter(({ decoded }) => decoded).map(brief);
  const withoutIds = lines.map((line) => line.replace(/#(?!p1)\w+/, '#…'));
  expect(withoutIds).toEqual([
    '▲ xmpp open: open to=h.test from=ana@h.test',
    '▼ xmpp open: open from=h.test id=s1 (answer)',
    '▼ xmpp features: features mechanisms PLAIN',
    '▲ xmpp auth: auth PLAIN',
    '▼ xmpp success: success (answer)',
    '▲ xmpp open: open to=h.test from=ana@h.test',
    '▼ xmpp open: open from=h.test id=s2 (answer)',
    '▼ xmpp features: features bind',
    '▲ xmpp iq: set bind #… tab',
    `▼ xmpp iq: result bind #… ${JID} (answer)`,
    '▲ xmpp iq: get roster #…',
    '▼ xmpp iq: result roster #… (answer)',
    '▼ xmpp iq: get ping #p1 ← h.test',
    '▲ xmpp iq: result #p1 → h.test (answer)',
    "▲ xmpp message: → bo@h.test: it's me",
    `▼ xmpp message: bo@h.test → ${JID}: hello & welcome`,
    '▲ xmpp close: close',
    '▼ xmpp close: close',
  ]);
  expect(JSON.stringify(read.map(({ decoded }) => decoded))).not.toContain(btoa('\0ana\0canary'));
  const found = await session.openView({ connections: null, filter: 'xmpp.body:"it\'s me"' });
  await expect.poll(() => session.rows(found.view, 0, 10)).toHaveLength(1);
});
