// Commands of the page that the desktop's menu bar asks for by id. One that cannot run now says why.

import { useEffect } from 'react';
import { toast } from 'sonner';
import { onMenuCommand } from '../../host.ts';
import type { Commands } from './commands.ts';

export function useMenuCommands(commands: Commands): void {
  useEffect(() => {
    const { browsers: _, ...single } = commands;
    const byId = new Map(Object.entries(single));
    return onMenuCommand((id) => {
      const command = byId.get(id);
      if (command?.disabled) toast(command.disabled);
      else command?.run();
    });
  }, [commands]);
}
