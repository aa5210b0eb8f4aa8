// What was asked for by its number, and is not there.

import { FramescopeError } from '../contract/errors.ts';

export function notFound(what: string): FramescopeError {
  return new FramescopeError('NOT_FOUND', `There is no such ${what}.`, 'It may have been cleared.');
}
