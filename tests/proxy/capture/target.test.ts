import { isIP } from 'node:net';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  formatAuthority,
  matchesHost,
  parseAbsolute,
  parseAuthority,
} from '../../../proxy/capture/target.ts';

describe('An authority', () => {
  test.each([
    ['example.com', { host: 'example.com', port: 80 }],
    ['example.com:8080', { host: 'example.com', port: 8080 }],
    ['EXAMPLE.com:65535', { host: 'EXAMPLE.com', port: 65_535 }],
    ['127.0.0.1:1', { host: '127.0.0.1', port: 1 }],
    ['[::1]', { host: '::1', port: 80 }],
    ['[2001:db8::1]:443', { host: '2001:db8::1', port: 443 }],
    ['my_project_web_1:8080', { host: 'my_project_web_1', port: 8080 }],
    ['xn--hst-sna.example', { host: 'xn--hst-sna.example', port: 80 }],
  ])('%s is read', (text, expected) => {
    expect(parseAuthority(text, 80)).toEqual(expected);
  });

  test.each([
    '',
    ':80',
    'a b',
    'a/b',
    '../a',
    'a:0',
    'a:65536',
    'a:-1',
    'a:1.5',
    'a:',
    'a@b',
    'a:b@c:80',
    '::1',
    '[::1',
    '::1]',
    '[a]',
    '[127.0.0.1]',
    '[::1]x',
    'a\0b',
    'a\n',
    'ä.example',
    'a'.repeat(254),
    'a:123456',
    '[fe80::1%25eth0]',
  ])('%j is none', (text) => {
    expect(parseAuthority(text, 80)).toBe(null);
  });

  test('is the same after formatting and reading', () => {
    const hosts = fc
      .oneof(fc.domain(), fc.ipV4(), fc.ipV6())
      .filter((host) => isIP(host) !== 0 || host.length < 254);
    fc.assert(
      fc.property(hosts, fc.integer({ min: 1, max: 65_535 }), fc.boolean(), (host, port, secure) => {
        const text = formatAuthority({ host, port, secure });
        expect(parseAuthority(text, secure ? 443 : 80)).toEqual({ host, port });
      }),
    );
  });

  test('is written without the port that the scheme implies', () => {
    expect(formatAuthority({ host: 'a', port: 443, secure: true })).toBe('a');
    expect(formatAuthority({ host: 'a', port: 443, secure: false })).toBe('a:443');
    expect(formatAuthority({ host: '::1', port: 80, secure: false })).toBe('[::1]');
  });

  test('of any text is a valid host and port or none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseAuthority(text, 80)?.host ?? 'none').toMatch(/^[A-Za-z0-9._:-]+$/);
      }),
    );
  });
});

describe('An absolute URI', () => {
  test.each([
    ['http://a/b?c', { host: 'a', port: 80, secure: false }, '/b?c'],
    ['HTTPS://a', { host: 'a', port: 443, secure: true }, '/'],
    ['ws://a:81?b', { host: 'a', port: 81, secure: false }, '/?b'],
    ['wss://[::1]:444/b//c', { host: '::1', port: 444, secure: true }, '/b//c'],
    ['http://a/b#c', { host: 'a', port: 80, secure: false }, '/b'],
    ['http://user:secret@a/', { host: 'a', port: 80, secure: false }, '/'],
    ['http://a/?u=http://b/@c', { host: 'a', port: 80, secure: false }, '/?u=http://b/@c'],
  ])('%s leads to a host and a path', (text, target, path) => {
    expect(parseAbsolute(text)).toEqual({ target, path });
  });

  test.each([
    '/path',
    '*',
    'a:80',
    'ftp://a/',
    'http:/a',
    'http:///a',
    'http://a:0/',
    'http://a@b@c/',
    '//a/b',
    'http://a b/',
  ])('%s is none', (text) => {
    expect(parseAbsolute(text)).toBe(null);
  });
});

describe('A pattern of hosts', () => {
  test.each([
    ['a.test', 'a.test', true],
    ['A.TEST', 'a.Test', true],
    ['b.a.test', 'a.test', false],
    ['b.a.test', '*.a.test', true],
    ['c.b.a.test', '*.a.test', true],
    ['a.test', '*.a.test', false],
    ['ba.test', '*.a.test', false],
  ])('%s and %s: %s', (host, pattern, matches) => {
    expect(matchesHost(host, pattern)).toBe(matches);
  });
});
