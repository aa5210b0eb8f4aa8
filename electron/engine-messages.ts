// What the window's process and the engine's tell each other. Sessions travel over ports of their own (contract/port.ts).

import type { ErrorCode } from '../proxy/contract/errors.ts';

/** The command line in plain values: what a SessionOptions is made of. */
export interface EngineOptions {
  readonly version: string;
  readonly dataDir: string;
  /** Null: a new file in the data folder. */
  readonly file: string | null;
  readonly fileMustExist: boolean;
  readonly proxyHost: string;
  /** Null: as in the settings; 0 takes any free port. */
  readonly proxyPort: number | null;
  /** False: as in the settings. */
  readonly neverSlow: boolean;
  readonly upstreamProxy: string | null;
  /** PEM files. */
  readonly upstreamCa: readonly string[];
  readonly insecureHosts: readonly string[];
  /** `HOST:PORT:ADDRESS` each. */
  readonly resolve: readonly string[];
  readonly passthrough: readonly string[];
}

/** `serve` carries one port, at whose other end is a page. */
export type ToEngine =
  | { readonly do: 'start'; readonly options: EngineOptions }
  | { readonly do: 'serve' }
  | { readonly do: 'stop' };

export interface EngineFacts {
  readonly file: string;
  readonly proxyHost: string;
  readonly proxyPort: number;
  readonly caPath: string;
}

/** Why the engine cannot start; see FramescopeError. */
export interface StartError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

export type FromEngine =
  | { readonly is: 'ready'; readonly engine: EngineFacts }
  | { readonly is: 'failed'; readonly error: StartError };
