// The type that devtools would show for a request, from what the browser says it is for (Fetch §3.1,
// Sec-Fetch-Dest), else from what came back.

import type { ConnectionDetail, ResourceType } from '../contract/model.ts';
import { headerValue } from '../protocol/http-head.ts';

const BY_DESTINATION: Readonly<Record<string, ResourceType>> = {
  document: 'document',
  iframe: 'document',
  frame: 'document',
  script: 'script',
  worker: 'script',
  serviceworker: 'script',
  sharedworker: 'script',
  style: 'stylesheet',
  image: 'image',
  font: 'font',
  audio: 'media',
  video: 'media',
  track: 'media',
  empty: 'fetch',
};

const BY_CONTENT: readonly (readonly [RegExp, ResourceType])[] = [
  [/^text\/html|^application\/xhtml/, 'document'],
  [/javascript|ecmascript/, 'script'],
  [/^text\/css/, 'stylesheet'],
  [/^image\//, 'image'],
  [/^font\/|font-woff/, 'font'],
  [/^(audio|video)\//, 'media'],
  [/json|^text\/event-stream|xml|^text\/plain/, 'fetch'],
];

type Facts = Pick<ConnectionDetail, 'kind' | 'requestHeaders' | 'responseHeaders'>;

export function resourceTypeOf({ kind, requestHeaders, responseHeaders }: Facts): ResourceType {
  if (kind !== 'http') return kind;
  const destination = headerValue(requestHeaders, 'sec-fetch-dest')?.toLowerCase() ?? '';
  const known = BY_DESTINATION[destination];
  if (known) return known;
  const type = headerValue(responseHeaders, 'content-type')?.toLowerCase() ?? '';
  return BY_CONTENT.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';
}
