// An engine that cannot start, put to a person: what happened, what to do, and buttons that do it.

import { type BrowserWindow, type MessageBoxOptions, dialog } from 'electron';
import type { StartError } from './engine-messages.ts';

export type Remedy = 'retry' | 'other-port' | 'new-session' | 'quit';

const LABELS: Readonly<Record<Remedy, string>> = {
  retry: 'Try Again',
  'other-port': 'Use Another Port',
  'new-session': 'Start a New Session',
  quit: 'Quit',
};

/** What may help, best first. */
export function remediesFor(code: StartError['code']): readonly Remedy[] {
  switch (code) {
    case 'PORT_IN_USE':
      return ['other-port', 'retry', 'quit'];
    case 'SESSION_CORRUPT':
    case 'SESSION_NOT_FOUND':
    case 'SESSION_NEWER':
    case 'SESSION_OLDER':
    case 'SESSION_IN_USE':
      return ['new-session', 'retry', 'quit'];
    case 'ENGINE_GONE':
      return ['retry', 'new-session', 'quit'];
    default:
      return ['retry', 'quit'];
  }
}

export const KEEPS_CRASHING: StartError = {
  code: 'ENGINE_GONE',
  message: 'The engine keeps crashing.',
  hint: 'What was captured is stored. Try again; if it goes on, start a new session.',
};

export async function askForRemedy(window: BrowserWindow | null, error: StartError): Promise<Remedy> {
  const remedies = remediesFor(error.code);
  const options: MessageBoxOptions = {
    type: 'error',
    title: 'Framescope',
    message: error.message,
    detail: error.hint,
    buttons: remedies.map((remedy) => LABELS[remedy]),
    defaultId: 0,
    cancelId: remedies.length - 1,
    noLink: true,
  };
  const { response } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options));
  return remedies[response] ?? 'quit';
}
