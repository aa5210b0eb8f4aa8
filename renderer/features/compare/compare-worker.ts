// The worker that compares beside the page: one pair in, one comparison out.

import { type Comparable, compare } from './comparison.ts';

export interface CompareRequest {
  readonly a: Comparable;
  readonly b: Comparable;
  readonly milliseconds: number;
}

addEventListener('message', ({ data }: MessageEvent<CompareRequest>) => {
  postMessage(compare(data.a, data.b, data.milliseconds));
});
