// `npm run bench:store`: what a session file of many messages answers, and how fast. The file is written by the engine in
// one process and asked in another; what lies in the system's cache by then is not read from the disk.

import { join } from 'node:path';
import { runChild } from '../child.ts';
import { type Finding, formatFindings } from '../finding.ts';
import { runBench, save, say, temporaryFolder } from '../run-bench.ts';
import { sessionFile } from '../session-files.ts';
import { type StoreOptions, USAGE, parseOptions } from './options.ts';

interface Answer {
  readonly messages: number;
  readonly findings: readonly Finding[];
}

async function bench({ messages, keep }: StoreOptions): Promise<void> {
  const file = await sessionFile(temporaryFolder(), { messages, keep });
  say('asking it…');
  const answer = await runChild<Answer>([join(import.meta.dirname, 'trial.ts'), file]);
  const title = `A session of ${answer.messages.toLocaleString('en')} messages`;
  process.stdout.write(`${title}\n\n${formatFindings(answer.findings)}\n`);
  save('store', answer);
}

await runBench({ command: 'npm run bench:store', usage: USAGE, parse: parseOptions, run: bench });
