// Beside the name of a decoder: the way to what the help says of it.

import { useCallback } from 'react';
import { useAppStore } from '../../state/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import { helpOf } from './protocols.ts';

/** Nothing for a person's own decoder, of which there is no help. */
export function WhatIsThis({ protocol }: { readonly protocol: string }) {
  const store = useAppStore();
  const help = helpOf(protocol);
  const open = useCallback(
    () => store.setState({ dialog: { name: 'protocols', protocol } }),
    [store, protocol],
  );
  if (help === undefined) return null;
  return (
    <Button look="quiet" title={`Help: ${help.title}`} onClick={open}>
      What is this?
    </Button>
  );
}
