// Runs a program in the place of this one: same terminal, its exit code, and signals handed on.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';

export function become(command, args, env = process.env) {
  const child = spawn(command, args, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!process.stdin.isTTY || signal !== 'SIGINT') child.kill(signal); // a terminal has told the child already
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`framescope: ${command} did not start: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
