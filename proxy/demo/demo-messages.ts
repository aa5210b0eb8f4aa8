// What the demo's process and the engine tell each other. Plain data; the TLS key travels here, never in a
// command line or an environment that other users could read.

import type { ProxyAddress } from './twitch-client.ts';

export type DemoCommand =
  | {
      readonly do: 'serve';
      readonly key: string;
      readonly cert: string;
      readonly rate: number;
      readonly seed: number;
    }
  | { readonly do: 'connect'; readonly proxy: ProxyAddress; readonly caPem: string; readonly host: string }
  | { readonly do: 'set-rate'; readonly rate: number }
  | { readonly do: 'stop' };

export type DemoReport =
  | { readonly is: 'serving'; readonly port: number }
  | { readonly is: 'failed'; readonly message: string };
