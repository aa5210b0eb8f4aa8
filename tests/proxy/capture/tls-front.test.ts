import { once } from 'node:events';
import { get as httpsGet } from 'node:https';
import net from 'node:net';
import { duplexPair } from 'node:stream';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Authority } from '../../../proxy/capture/certificate-authority.ts';
import { type OpenCapture, openCapture, temporaryAuthority } from '../../support/open-capture.ts';
import { type Origin, openTlsOrigin } from '../../support/origins.ts';
import { createTlsFront } from '../../../proxy/capture/tls-front.ts';
import { Wire, secureWire } from '../../support/wire.ts';

let authority: Authority;
let originAuthority: Authority;
let origin: Origin;
beforeAll(async () => {
  [authority, originAuthority] = await Promise.all([temporaryAuthority(), temporaryAuthority()]);
  origin = await openTlsOrigin(await originAuthority.leafFor('origin.test'));
});
afterAll(() => origin.close());

let proxy: OpenCapture;
beforeEach(async () => {
  proxy = await openCapture(authority, {
    extraCa: [originAuthority.pem],
    insecureHosts: ['my_service'],
    resolve: ['origin.test', 'other.test', 'my_service'].map((host) => ({
      host,
      port: 0,
      address: '127.0.0.1',
    })),
  });
});
afterEach(() => proxy.capture.close());

const socketOf = ({ socket }: Wire): tls.TLSSocket => socket as tls.TLSSocket;
const certificateOf = (wire: Wire) => socketOf(wire).getPeerX509Certificate()!;

const GET = 'GET / HTTP/1.1\r\nHost: origin.test\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

async function exchange(client: Wire, of: Origin): Promise<Wire> {
  client.send(GET);
  const server = await of.next();
  await server.takeHead();
  server.send(OK);
  expect(await client.takeUntil('ok')).toBe(OK);
  return server;
}

/** What a client of TLS 1.2 says first. */
async function clientHello(servername: string): Promise<Buffer> {
  const [ours, theirs] = duplexPair();
  tls.connect({ socket: ours, servername, maxVersion: 'TLSv1.2' }).on('error', () => undefined);
  const [hello] = (await once(theirs, 'data')) as [Buffer];
  ours.destroy();
  return hello;
}

/** The two ends of a connection. */
async function socketPair(): Promise<[net.Socket, net.Socket]> {
  const server = net.createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const ours = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  const [theirs] = (await once(server, 'connection')) as [net.Socket];
  server.close();
  return [ours, theirs];
}

describe('The certificate that a client gets', () => {
  test('is for the name that it asks for (SNI)', async () => {
    const client = await proxy.secure(`origin.test:${origin.port}`);
    expect(socketOf(client).authorized).toBe(true);
    expect(certificateOf(client).subjectAltName).toBe('DNS:origin.test');
    await exchange(client, origin);
  });

  test.each([
    ['127.0.0.1', '127.0.0.1', 'IP Address:127.0.0.1'],
    ['[::1]', '::1', 'IP Address:0:0:0:0:0:0:0:1'],
  ])('is for the address when %s is asked for without a name', async (written, host, alternative) => {
    const at = await openTlsOrigin(await originAuthority.leafFor(host), host);
    const client = await proxy.secure(`${written}:${at.port}`, { servername: '', host });
    expect(socketOf(client).authorized).toBe(true);
    expect(certificateOf(client).subjectAltName).toBe(alternative);
    await exchange(client, at);
    await at.close();
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('serves %s', async (version) => {
    const client = await proxy.secure(`origin.test:${origin.port}`, {
      minVersion: version,
      maxVersion: version,
    });
    expect(socketOf(client).getProtocol()).toBe(version);
    await exchange(client, origin);
  });

  test.each([
    [['h2', 'http/1.1'], 'http/1.1'],
    [['http/1.1'], 'http/1.1'],
    [['http/1.0'], 'http/1.0'],
    [undefined, false],
  ])('comes with %s answered by %s (ALPN)', async (offered, chosen) => {
    const client = await proxy.secure(
      `origin.test:${origin.port}`,
      offered ? { ALPNProtocols: offered } : {},
    );
    expect(socketOf(client).alpnProtocol).toBe(chosen);
    await exchange(client, origin);
  });

  test('may have an underscore in its name, as Docker and Compose give them', async () => {
    const client = await proxy.secure(`my_service:${origin.port}`);
    expect(socketOf(client).authorized).toBe(true);
    expect(certificateOf(client).subjectAltName).toBe('DNS:my_service');
    await exchange(client, origin);
  });

  test('is shown once: a second connection resumes the session', async () => {
    const first = await proxy.secure(`origin.test:${origin.port}`);
    const [session] = (await once(first.socket, 'session')) as [Buffer];
    const second = await proxy.secure(`origin.test:${origin.port}`, { session });
    expect(socketOf(second).isSessionReused()).toBe(true);
    await exchange(second, origin);
  });

  test('is made once a host, in any case, and forgotten when 500 others were asked for since', async () => {
    const front = createTlsFront(authority);
    const target = (host: string) => ({ host, port: 443, secure: true });
    const serialFor = async (host: string): Promise<string> => {
      const [ours, theirs] = await socketPair();
      const handshake = front.terminate(theirs, target(host));
      const wire = await secureWire(new Wire(ours), { ca: authority.pem, servername: host });
      await handshake;
      ours.destroy();
      return certificateOf(wire).serialNumber;
    };
    const first = await serialFor('first.test');
    expect(await serialFor('FIRST.test')).toBe(first);
    const gone = new net.Socket().destroy();
    for (let i = 0; i < 500; i += 1)
      await expect(front.terminate(gone, target(`n${i}.test`))).rejects.toThrow('closed');
    expect(await serialFor('first.test')).not.toBe(first);
  });

  test('is for whatever name comes, valid or not, without a crash', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    const socket = tls.connect({
      socket: client.release(),
      servername: 'not a/valid name.test',
      ca: authority.pem,
      checkServerIdentity: () => undefined,
    });
    await once(socket, 'secureConnect');
    expect(socket.getPeerX509Certificate()?.subjectAltName).toBe('DNS:origin.test');
  });
});

describe('Towards the origin', () => {
  test.each([
    [['http/1.1'], 'http/1.1'],
    [['h2', 'http/1.1'], 'http/1.1'],
    [undefined, false],
  ])('a client that offers %s makes us agree on %s (ALPN)', async (offered, agreed) => {
    const at = await openTlsOrigin({
      ...(await originAuthority.leafFor('origin.test')),
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    const client = await proxy.secure(`origin.test:${at.port}`, offered ? { ALPNProtocols: offered } : {});
    expect(socketOf(await exchange(client, at)).alpnProtocol).toBe(agreed);
    await at.close();
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a second connection resumes the session of %s',
    async (version) => {
      const at = await openTlsOrigin({
        ...(await originAuthority.leafFor('origin.test')),
        minVersion: version,
        maxVersion: version,
      });
      const sides = [];
      for (let i = 0; i < 2; i += 1) {
        const client = await proxy.secure(`origin.test:${at.port}`);
        sides.push(socketOf(await exchange(client, at)).isSessionReused());
        client.socket.destroy();
      }
      expect(sides).toEqual([false, true]);
      const [first, second] = proxy.sink.all('dialled').map(({ dialled }) => dialled.tls);
      expect(first).toMatchObject({ protocol: version, trust: 'verified' });
      expect(second).toEqual(first);
      await at.close();
    },
  );

  test('a session whose certificate was accepted by exception is not resumed', async () => {
    const at = await openTlsOrigin(await originAuthority.leafFor('elsewhere.test'));
    const lenient = await openCapture(authority, {
      insecureHosts: ['origin.test'],
      resolve: [{ host: 'origin.test', port: 0, address: '127.0.0.1' }],
    });
    for (let i = 0; i < 2; i += 1) {
      const client = await lenient.secure(`origin.test:${at.port}`);
      expect(socketOf(await exchange(client, at)).isSessionReused()).toBe(false);
    }
    await lenient.capture.close();
    await at.close();
  });

  test('the name that the client asked for is used, also when the CONNECT gave an address', async () => {
    const client = await proxy.secure(`127.0.0.1:${origin.port}`, { servername: 'origin.test' });
    const server = await exchange(client, origin);
    expect(socketOf(server).servername).toBe('origin.test');
  });

  test('no name is sent when the client sent none', async () => {
    const at = await openTlsOrigin(await originAuthority.leafFor('127.0.0.1'));
    const client = await proxy.secure(`127.0.0.1:${at.port}`, { servername: '', host: '127.0.0.1' });
    expect(socketOf(await exchange(client, at)).servername).toBe(false);
    await at.close();
  });

  test('nothing is opened before the client has said what it wants', async () => {
    const { accepted } = origin;
    const client = await proxy.secure(`origin.test:${origin.port}`);
    client.send('GET / HT');
    const other = await proxy.secure(`origin.test:${origin.port}`);
    await exchange(other, origin);
    expect(origin.accepted).toBe(accepted + 1);
  });
});

describe('A client that does not trust the authority', () => {
  test('is a row that says how to trust it, when it sends an alert', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    const hello = await clientHello('origin.test');
    client.send(hello);
    await client.take(5); // the certificate is on its way
    client.send('\x15\x03\x03\x00\x02\x02\x30'); // fatal, unknown_ca (RFC 8446 §6)
    const { failure } = await proxy.sink.until('failed');
    expect(failure.code).toBe('CLIENT_TLS_REJECTED');
  });

  test('is a row that says how to trust it, when it leaves without a word, as Node does', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    const request = httpsGet(`https://origin.test:${origin.port}/`, {
      createConnection: () => tls.connect({ socket: client.release(), servername: 'origin.test' }),
    });
    const [error] = (await once(request, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('SELF_SIGNED_CERT_IN_CHAIN');
    const { id, failure } = await proxy.sink.until('failed');
    expect(failure.code).toBe('CLIENT_TLS_REJECTED');
    expect(failure.hint).toContain('--passthrough origin.test');
    await proxy.sink.until('ended');
    expect(proxy.sink.course(id)).toEqual(['opened', 'failed', 'ended']);
    expect((await proxy.sink.until('opened')).opened).toMatchObject({ kind: 'tunnel', host: 'origin.test' });
  });

  test.each(['end', 'destroy'] as const)(
    'is not one that finishes the handshake and leaves without a word (%s): browsers connect in advance',
    async (leave) => {
      const client = await proxy.secure(`origin.test:${origin.port}`);
      await once(client.socket, 'session'); // the proxy has seen its Finished
      client.socket[leave]();
      await client.closed;
      await exchange(await proxy.secure(`origin.test:${origin.port}`), origin); // the next one is served
      expect(proxy.sink.all('opened').map(({ opened }) => opened.kind)).toEqual(['http']);
    },
  );

  test('is not one that has said something', async () => {
    const client = await proxy.secure(`origin.test:${origin.port}`);
    const server = await exchange(client, origin);
    client.socket.destroy();
    await server.ended;
    expect(proxy.sink.all('failed')).toEqual([]);
  });

  test('that speaks no TLS after all is a row of its own', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send('\x16this is no TLS at all');
    await client.ended;
    const { failure } = await proxy.sink.until('failed');
    expect(failure.code).toBe('CLIENT_TLS_FAILED');
  });

  test('that leaves in the middle of the handshake is one as well', async () => {
    const client = await proxy.tunnel(`origin.test:${origin.port}`);
    client.send('\x16\x03\x01');
    client.end();
    expect((await proxy.sink.until('failed')).failure.code).toBe('CLIENT_TLS_FAILED');
  });
});
