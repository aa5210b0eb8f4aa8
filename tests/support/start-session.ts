// The engine in the test's own process, closed with the test.

import { onTestFinished } from 'vitest';
import { type LiveSession, type SessionOptions, createSession } from '../../proxy/session/create-session.ts';
import { sessionOptions } from './session-options.ts';
import { tempDir } from './temp-dir.ts';

export async function startSession(options: Partial<SessionOptions> = {}): Promise<LiveSession> {
  const session = await createSession(sessionOptions(tempDir(), options));
  onTestFinished(async () => void (await session.close()));
  return session;
}

export const proxyOf = ({ proxy }: LiveSession): string => `http://${proxy.host}:${proxy.port}`;
