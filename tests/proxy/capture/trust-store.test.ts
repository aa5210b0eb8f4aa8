import { describe, expect, test } from 'vitest';
import { trustContext } from '../../../proxy/capture/trust-store.ts';
import { temporaryAuthority } from '../../support/open-capture.ts';

describe('The authorities that origins are verified against', () => {
  test('are read once, until the user adds one', async () => {
    const [one, other] = await Promise.all([temporaryAuthority(), temporaryAuthority()]);
    const extra = [one.pem];
    const context = trustContext(extra);
    expect(trustContext([one.pem])).toBe(context);
    extra.push(other.pem);
    expect(trustContext(extra)).not.toBe(context);
    expect(trustContext([one.pem])).toBe(context);
  });
});
