// Entry of the desktop app: where the bundle lies and what the command line says. Everything else is desktop.ts.

import { app } from 'electron';
import { appArguments } from './arguments.ts';
import { startDesktop } from './desktop.ts';

void startDesktop(import.meta.dirname, {
  argv: appArguments(process.argv, app.isPackaged),
  cwd: process.cwd(),
});
