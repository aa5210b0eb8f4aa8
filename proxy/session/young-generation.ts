// What the relay makes is garbage at once, so V8's young generation needs little room. Left alone it doubles whenever
// some of it survives, up to 128 MiB resident that nothing ever gives back.

import { setFlagsFromString } from 'node:v8';

/** It stays as large as it is by now. V8 reads this flag each time it is about to grow. */
export function holdYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
