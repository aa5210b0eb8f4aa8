// Entry of the command line: runs one command, turns what went wrong into one clear line, and leaves with the
// exit code of the contract.

import { FramescopeError } from '../contract/errors.ts';
import { runProgram } from './program.ts';
import { EXIT, complain, watchStdout } from './terminal.ts';

const args = process.argv.slice(2);
watchStdout();
try {
  process.exitCode = await runProgram(args);
} catch (error) {
  complain(error, args.includes('--json'));
  process.exitCode =
    error instanceof FramescopeError && error.code === 'FILTER_INVALID' ? EXIT.usage : EXIT.failed;
}
process.exit();
