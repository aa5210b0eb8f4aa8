// The one error that crosses from engine to front: a stable code, what happened, what to do next.

export type ErrorCode =
  | 'PORT_IN_USE'
  | 'DATA_DIR_UNWRITABLE'
  | 'SESSION_CORRUPT'
  | 'SESSION_NOT_FOUND'
  | 'SESSION_NEWER'
  | 'SESSION_OLDER'
  | 'SESSION_IN_USE'
  | 'CA_INVALID'
  | 'FILTER_INVALID'
  | 'NOT_FOUND'
  | 'NOT_OPEN'
  | 'NO_BROWSER'
  | 'INVALID'
  | 'UNREACHABLE'
  | 'UNSUPPORTED'
  | 'ENGINE_GONE';

export class FramescopeError extends Error {
  override readonly name = 'FramescopeError';
  readonly code: ErrorCode;
  /** What to do next; may be empty. */
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint = '', options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** One line for a terminal or a toast. */
export function formatError(error: unknown): string {
  if (error instanceof FramescopeError) return error.hint ? `${error.message} ${error.hint}` : error.message;
  return error instanceof Error ? error.message : String(error);
}
