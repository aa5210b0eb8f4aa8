import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { ExportFormat } from '../../../proxy/contract/session.ts';
import { builtIn } from '../../../proxy/formats/decoders/registry.ts';
import type { ExportConnection, ExportMessage } from '../../../proxy/formats/exporters/exporter.ts';
import { createExporter } from '../../../proxy/formats/exporters/registry.ts';
import { redactConnection, redactMessage } from '../../../proxy/formats/redaction.ts';
import { body, bytes, connection, exchange, message } from './exporters/capture.ts';

const FORMATS: readonly ExportFormat[] = ['ndjson', 'har'];
const CANARY = 'c4n4ryTweet9';
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjNG40cnkifQ.c4n4ryTweet9-sig_nature';

const text = (payload: Uint8Array) => new TextDecoder().decode(payload);
const redacted = (frame: string) => text(redactMessage(message({ payload: bytes(frame) })).payload);

function write(format: ExportFormat, each: ExportConnection, messages: readonly ExportMessage[]): string {
  const exporter = createExporter(format, { decode: true, version: '1' });
  const parts = messages.map((sent) => exporter.message(redactMessage(sent), redactConnection(each)));
  const [head, tail] = [exporter.connection(redactConnection(each)), exporter.close(redactConnection(each))];
  return [exporter.begin(), head, ...parts, tail, exporter.finish()].join('');
}

function framed(frame: string, subprotocol: string | null = null): ExportMessage {
  const payload = bytes(frame);
  const decoded = builtIn.decode({ url: 'ws://h/', subprotocol }, { from: 'client', opcode: 1, payload });
  return message({ payload, decoded });
}

const HEADERS = [
  ['Cookie', `session=${CANARY}; theme=dark`],
  ['Authorization', `Bearer ${CANARY}`],
  ['Proxy-Authorization', `Basic ${CANARY}`],
  ['X-Api-Key', CANARY],
  ['X-Auth-Token', CANARY],
  ['X-CSRF-Token', CANARY],
  ['Referer', `https://h/?access_token=${CANARY}`],
  ['Sec-WebSocket-Protocol', `access_token, ${CANARY}`],
  ['X-Amz-Security-Token', CANARY],
  ['X-Forwarded', JWT],
] as const;

const SET_COOKIE = ['Set-Cookie', `id=${CANARY}; Path=/; HttpOnly`] as const;

const head = (first: string, fields: readonly (readonly [string, string])[]) =>
  `${first}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;

const SECRET_URL = `wss://ana:${CANARY}@h/p?token=${CANARY}&room=zurich&sig=${CANARY}&api_key=${CANARY}&key=${CANARY}`;

const FRAMES = [
  `PASS oauth:${CANARY}\r\nNICK ana`,
  `PASS ${CANARY}`,
  `PRIVMSG #a :my token is oauth:${CANARY}`,
  `{"type":"login","token":"${CANARY}"}`,
  `{"auth":{"access_token": "${CANARY}","refreshToken":"${CANARY}"}}`,
  `{"password":"with \\" quote ${CANARY}"}`,
  `{"pwd":1234${'5'.repeat(8)},"clientSecret":"${CANARY}"}`,
  `{"data":"{\\"apiKey\\":\\"${CANARY}\\"}"}`,
  `42["auth",{"Authorization":"Bearer ${CANARY}"}]`,
  `{"d":"${JWT}"}`,
  `CONNECT\npasscode:${CANARY}\n\n\0`,
  `go to https://h/?sid=1&signature=${CANARY}#top`,
];

const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
/** Each alone, so that nothing else in the text says that there may be a secret. */
const XML_FRAMES = [
  `<auth xmlns="${SASL}" mechanism="PLAIN">${CANARY}</auth>`,
  `<s:auth xmlns:s='${SASL}' mechanism='PLAIN'>\n  ${CANARY}\n</s:auth>`,
  `<response xmlns='${SASL}'>${CANARY}</response>`,
  `<response xmlns='urn:xmpp:sasl:2'>${CANARY}=</response>`,
  `<initial-response>${CANARY}</initial-response>`,
  `<password>${CANARY}</password>`,
  `<password>a&lt;<![CDATA[<b>${CANARY}]]><!-- x -->${CANARY}</password>`,
  `<password><![CDATA[${CANARY}`,
  `<password>half of ${CANARY}`,
  `<accessToken xml:lang='en'>${CANARY}</accessToken>`,
  `<a token='${CANARY}' b=''/>`,
  `<a x:token = "${CANARY}" pwd="${CANARY}"/>`,
  `<field var='a' type='text-private'><value>${CANARY}</value></field>`,
  `<field var='password'>\n<value>${CANARY}</value></field>`,
];

describe('a redacted export', () => {
  const secretive = {
    url: SECRET_URL,
    path: SECRET_URL.slice(SECRET_URL.indexOf('/p')),
    requestHeaders: HEADERS,
    responseHeaders: [SET_COOKIE],
    requestHead: head(`GET /p?token=${CANARY} HTTP/1.1`, [
      ...HEADERS,
      ['X-Token', `${CANARY}\r\n  ${CANARY}`],
    ]),
    responseHead: head('HTTP/1.1 101 Switching Protocols', [SET_COOKIE]),
    failure: { code: 'X', message: `No answer from ${SECRET_URL}.`, hint: '' },
    replayOf: 3 as ConnectionId,
    retry: [{ kind: 'url', url: SECRET_URL }] as const,
    requestBody: body(bytes(`password=${CANARY}&user=ana`), {
      contentType: 'application/x-www-form-urlencoded',
    }),
    responseBody: body(bytes(`{"id_token":"${CANARY}"}`)),
  };

  it.each(FORMATS)('as %s never holds a canary', (format) => {
    const messages = FRAMES.flatMap((frame) => [
      framed(frame),
      framed(frame, 'irc'),
      { ...framed(frame), opcode: 2 },
    ]);
    for (const each of [connection(secretive), exchange(secretive)]) {
      const written = write(format, each, messages);
      const decodedBase64 = written.replace(/"(?:data|dataBase64|text)":"([A-Za-z0-9+/=]+)"/g, (_, data) =>
        atob(data),
      );
      expect(decodedBase64).not.toMatch(/c4n4ry|123455555555/i);
      expect(written).toContain('[redacted]');
      expect(written).toContain('zurich');
    }
  });

  it('masks raw heads too, folded lines and odd spacing with them', () => {
    const { requestHead, responseHead } = redactConnection(
      connection({
        ...secretive,
        responseHead: `HTTP/1.1 200 OK\r\nSet-Cookie : a=${CANARY}\r\nDate: now\r\n\r\n`,
      }),
    );
    expect(requestHead).not.toContain(CANARY);
    expect(responseHead).toBe('HTTP/1.1 200 OK\r\nSet-Cookie : a=[redacted]\r\nDate: now\r\n\r\n');
  });

  it('keeps names, schemes and attributes', () => {
    const { requestHeaders, responseHeaders, url } = redactConnection(connection(secretive));
    expect(requestHeaders[0]).toEqual(['Cookie', 'session=[redacted]; theme=[redacted]']);
    expect(requestHeaders[1]).toEqual(['Authorization', 'Bearer [redacted]']);
    expect(responseHeaders).toEqual([['Set-Cookie', 'id=[redacted]; Path=/; HttpOnly']]);
    expect(url).toBe(
      'wss://ana:[redacted]@h/p?token=[redacted]&room=zurich&sig=[redacted]&api_key=[redacted]&key=[redacted]',
    );
  });

  it('overwrites what it knows in bytes that are no text, so that nothing moves', () => {
    const payload = Uint8Array.of(0xff, 0xd9, 12, ...bytes(`oauth:${CANARY}`), 0xc0);
    const masked = redactMessage(message({ opcode: 2, payload })).payload;
    expect(masked).toEqual(
      Uint8Array.of(0xff, 0xd9, 12, ...bytes(`oauth:${'*'.repeat(CANARY.length)}`), 0xc0),
    );
  });

  it('finds a JWT behind other words', () => {
    for (const before of ['', 'a-', 'session-of-', 'x.', 'eyJabcdefg ', '-'])
      expect(redacted(`${before}${JWT} zurich`)).toBe(`${before}[redacted] zurich`);
  });

  it('takes no time over a megabyte of what nearly is one', () => {
    for (const nearly of ['eyJaaaaaa-', 'eyJ-', 'eyJaaaaaa.']) {
      const text = nearly.repeat((1 << 20) / nearly.length);
      expect(redacted(text)).toHaveLength(nearly.endsWith('.') ? '[redacted]'.length : text.length);
    }
  });

  it.each(XML_FRAMES)('holds no secret of XML: %s', (frame) => {
    expect(redacted(frame)).not.toMatch(/c4n4ry/i);
    expect(redacted(frame)).toContain('[redacted]');
    expect(redacted(redacted(frame))).toBe(redacted(frame));
    const quoted = redacted(JSON.stringify({ xml: frame }));
    if (frame.includes('</') && !frame.includes('"')) {
      expect(quoted).not.toMatch(/c4n4ry/i);
      expect(() => JSON.parse(quoted)).not.toThrow();
    }
  });

  it('takes no time over a megabyte of XML that never ends', () => {
    const begun = [
      '<token>',
      '<token x="',
      '<token><!-- ',
      '<token><![CDATA[',
      '<token>a<?',
      '<field var="',
      '<response sasl ',
      ' token="',
      " token='",
      '<token>"} ',
      '<token>a<token>a<!-- --> ',
      '<a.b:',
    ];
    for (const piece of begun) expect(redacted(piece.repeat((1 << 20) / piece.length))).toBeDefined();
  });

  it('leaves JSON that can be read', () => {
    for (const frame of FRAMES.filter((each) => each.startsWith('{')))
      expect(() => JSON.parse(redacted(frame))).not.toThrow();
    expect(redacted('{"password":1234,"next":1}')).toBe('{"password":"[redacted]","next":1}');
  });
});

describe('what is no secret', () => {
  it.each([
    'hello',
    'PASS',
    'the token is expensive, the password policy changed',
    '{"type":"trade","tokens":5,"tokenizer":"bpe","author":"ana","keyboard":"ch","signal":1}',
    '{"password":"","token":null,"secret":true}',
    'https://example.org/a?monkey=1&keys=2&code=3',
    'bear with me: a bearer of news',
    'AUTHENTICATE PLAIN\r\n',
    'wss://h:443/p?a=b@c',
    'send Authorization: Bearer <token> or <access_token> instead',
    '{"text":"send <token> here","next":"it\'s token = \'x"}',
    '<response status="ok">fine</response><token/>hello<auth />hello',
    '<field var="user"><value>ana</value></field>',
    `<auth xmlns='${SASL}' mechanism='EXTERNAL'/>`,
    '\uFEFFüñí 🎉\u0000',
  ])('stays byte for byte: %s', (frame) => {
    const payload = bytes(frame);
    expect(redactMessage(message({ payload })).payload).toBe(payload);
  });

  it('keeps its heads, headers and bodies', () => {
    const fields = [
      ['Host', 'h'],
      ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
      ['Sec-WebSocket-Accept', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
      ['Sec-WebSocket-Protocol', 'chat, superchat'],
      ['WWW-Authenticate', 'Basic realm="x"'],
      ['X-Request-Id', 'abc'],
      ['Keep-Alive', 'timeout=5'],
    ] as const;
    const plain = connection({
      requestHeaders: fields,
      responseHeaders: fields,
      requestHead: head('GET /p HTTP/1.1', fields),
      responseHead: head('HTTP/1.1 101 Switching Protocols', fields),
      responseBody: body(Uint8Array.of(0xff, 0, 1)),
    });
    expect(redactConnection(plain)).toEqual(plain);
  });

  it('stays in bytes that are no text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (noise) => {
        const payload = Uint8Array.of(0xff, ...noise);
        expect(redactMessage(message({ opcode: 2, payload })).payload).toBe(payload);
      }),
      { numRuns: 50 },
    );
  });

  it('stays when it is redacted twice', () => {
    for (const frame of FRAMES) expect(redacted(redacted(frame))).toBe(redacted(frame));
  });
});
