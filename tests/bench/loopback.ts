// The loopback addresses that many connections are spread over, so that ephemeral ports do not run out: Linux has
// all of 127.0.0.0/8, other systems only the first.

export const LOOPBACKS: readonly string[] =
  process.platform === 'linux' ? ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'] : ['127.0.0.1'];

/** The address of the `n`th connection. */
export function loopbackFor(n: number): string {
  return LOOPBACKS[n % LOOPBACKS.length]!;
}
