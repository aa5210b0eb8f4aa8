import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Authority } from '../../../proxy/capture/certificate-authority.ts';
import { type OpenCapture, openCapture, temporaryAuthority } from '../../support/open-capture.ts';

let authority: Authority;
let proxy: OpenCapture;
beforeAll(async () => {
  authority = await temporaryAuthority();
  proxy = await openCapture(authority);
});
afterAll(() => proxy.capture.close());

async function get(target: string, host: string): Promise<{ head: string; body: Buffer }> {
  const client = await proxy.connect();
  client.send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  const head = await client.takeHead();
  return { head, body: await client.takeAll() };
}

describe('http://framescope.local/ through the proxy', () => {
  test('is a page with the certificate’s fingerprint', async () => {
    const { head, body } = await get('http://framescope.local/', 'framescope.local');
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(head).toContain('Content-Type: text/html; charset=utf-8\r\n');
    expect(head).toContain("Content-Security-Policy: default-src 'none'");
    expect(body.toString()).toContain(authority.fingerprint);
  });

  test('serves the certificate as PEM', async () => {
    const { head, body } = await get('http://framescope.local/ca.pem', 'framescope.local');
    expect(head).toContain('Content-Type: application/x-pem-file\r\n');
    expect(body.toString()).toBe(authority.pem);
  });

  test('serves the certificate as DER', async () => {
    const { head, body } = await get('http://FRAMESCOPE.local:80/ca.crt', 'framescope.local');
    expect(head).toContain('Content-Type: application/x-x509-ca-cert\r\n');
    expect(new X509Certificate(body).fingerprint256).toBe(authority.fingerprint);
  });

  test('never serves a private key, whatever is asked for', async () => {
    for (const path of ['/ca.private.key', '/../keys/ca.private.key', '/ca.key', '/?ca.pem']) {
      const { body } = await get(`http://framescope.local${path}`, 'framescope.local');
      expect(body.toString()).not.toContain('PRIVATE KEY');
    }
  });
});

describe('The proxy’s own address in a browser', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]'])('says what it is, by %s', async (host) => {
    const { head, body } = await get('/', `${host}:${proxy.port}`);
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(body.toString()).toContain('This is the Framescope proxy');
  });
});

describe('Requests for Framescope itself', () => {
  test('leave no row', () => expect(proxy.sink.events).toEqual([]));
});
