// `electron` for the shim: the stand-in of the unit tests, but its page is one of a real Chromium, and it ends and
// obeys signals as Electron does. It tells the test what the test cannot see, as `SHIM …` lines on stderr.

import { BrowserWindow, app, dialog, utilityProcess as processes } from './fake-electron.ts';
import type { OpenDialog } from './fake-electron.ts';
import type { UtilityProcess } from './electron-shim-processes.ts';
import { ChromiumContents, closeChromium } from './electron-shim-page.ts';

export {
  BrowserWindow,
  Menu,
  MessageChannelMain,
  app,
  dialog,
  ipcMain,
  nativeTheme,
  protocol,
  screen,
  shell,
} from './fake-electron.ts';

const tell = (what: string) => void process.stderr.write(`SHIM ${what}\n`);

BrowserWindow.contents = (options) => new ChromiumContents(options, tell);
dialog.shown.on('message-box', ({ options }: OpenDialog) =>
  tell(`dialog ${options.message} ${options.detail}`),
);

export const utilityProcess = {
  fork(...args: Parameters<typeof processes.fork>): UtilityProcess {
    const child = processes.fork(...args);
    tell(`engine ${child.pid}`);
    return child;
  },
};

process.on('SIGTERM', app.quit);
process.on('SIGINT', app.quit);
app.on('quit', () => void closeChromium().then(() => process.exit(0)));
