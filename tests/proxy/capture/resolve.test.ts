import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { isOwnAddress } from '../../../proxy/capture/own-address.ts';
import { parseResolveRule, resolveHost } from '../../../proxy/capture/resolve.ts';

describe('A rule HOST:PORT:ADDRESS', () => {
  test.each([
    ['a.test:443:127.0.0.1', { host: 'a.test', port: 443, address: '127.0.0.1' }],
    ['A.Test:*:127.0.0.1', { host: 'a.test', port: 0, address: '127.0.0.1' }],
    ['a.test:80:[::1]', { host: 'a.test', port: 80, address: '::1' }],
    ['a.test:80:::1', { host: 'a.test', port: 80, address: '::1' }],
    ['[::1]:80:127.0.0.1', { host: '::1', port: 80, address: '127.0.0.1' }],
  ])('%s is read', (text, rule) => {
    expect(parseResolveRule(text)).toEqual(rule);
  });

  test.each([
    '',
    'a.test',
    'a.test:80',
    'a.test:80:',
    'a.test:80:b.test',
    'a.test:x:127.0.0.1',
    ':80:127.0.0.1',
  ])('%j is none', (text) => {
    expect(parseResolveRule(text)).toBe(null);
  });
});

describe('A host', () => {
  const rules = [
    { host: 'a.test', port: 443, address: '192.0.2.1' },
    { host: 'a.test', port: 0, address: '192.0.2.2' },
  ];

  test('goes where the first rule for its port says', async () => {
    expect(await resolveHost('A.test', 443, rules)).toEqual([{ address: '192.0.2.1', family: 4 }]);
    expect(await resolveHost('a.test', 80, rules)).toEqual([{ address: '192.0.2.2', family: 4 }]);
  });

  test('that is an address needs no resolver', async () => {
    expect(await resolveHost('::1', 80, rules)).toEqual([{ address: '::1', family: 6 }]);
  });

  test('without a rule is the system’s to resolve', async () => {
    const addresses = await resolveHost('localhost', 80, rules);
    expect(addresses.every(({ address }) => isOwnAddress(address))).toBe(true);
    await expect(resolveHost('nowhere.invalid', 80, rules)).rejects.toMatchObject({
      code: expect.stringMatching(/^ENOTFOUND$|^EAI_AGAIN$/) as string,
    });
  });
});

describe('This machine', () => {
  test('has the addresses of its interfaces, IPv4 ones also in the notation of IPv6', () => {
    const local = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const mapped = local.filter(({ family }) => family === 'IPv4').map(({ address }) => `::ffff:${address}`);
    expect(
      [...local.map(({ address }) => address), ...mapped].filter((address) => !isOwnAddress(address)),
    ).toEqual([]);
  });

  test.each([
    '127.0.0.1',
    '127.255.255.254',
    '::1',
    '0.0.0.0',
    '::',
    '::ffff:127.0.0.1',
    '::FFFF:7f00:1',
    '::ffff:0.0.0.0',
    '0:0:0:0:0:0:0:1',
  ])('is %s', (address) => {
    expect(isOwnAddress(address)).toBe(true);
  });

  test.each(['192.0.2.1', '128.0.0.1', '2001:db8::1', '::2', '::ffff:192.0.2.1'])('is not %s', (address) => {
    expect(isOwnAddress(address)).toBe(false);
  });
});
