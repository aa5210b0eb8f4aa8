// By which decoder the message is read, why not by another, and choosing: for what this side says to this host, from now
// on and looking back.

import { ChevronDown, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { NO_DECODER } from '../../../proxy/contract/decoder-choice.ts';
import type { Connection, MessageDetail } from '../../../proxy/contract/model.ts';
import { Button } from '../../ui/button.tsx';
import { DropdownMenu } from '../../ui/menu.tsx';
import { WhatIsThis } from '../help/what-is-this.tsx';
import { choiceMenu, choiceOf, labelOf } from './choices.ts';
import css from './read-as.module.css';
import { useChoices, useChoose, useDecoders } from './use-decoders.ts';

interface ReadAsProps {
  readonly message: MessageDetail;
  readonly connection: Connection;
}

export function ReadAs({ message: { from, decoded }, connection: { host } }: ReadAsProps) {
  const decoders = useDecoders();
  const choices = useChoices();
  const choose = useChoose();
  const chosen = choiceOf(choices, host, [from]);
  const groups = useMemo(
    () => choiceMenu(decoders, chosen, (name) => choose(host, [from], name)),
    [decoders, chosen, choose, host, from],
  );
  const said = from === 'client' ? 'sent to' : 'received from';
  return (
    <div className={css.bar}>
      <span>Read as</span>
      <DropdownMenu label={`Read what is ${said} ${host} as`} groups={groups}>
        <Button look="quiet" title={`For everything ${said} ${host}`}>
          {decoded ? labelOf(decoders, decoded.protocol) : chosen === NO_DECODER ? 'nothing' : 'plain data'}
          <ChevronDown aria-hidden />
        </Button>
      </DropdownMenu>
      {decoded ? <WhatIsThis protocol={decoded.protocol} /> : null}
      {chosen === null ? null : <span className={css.chosen}>chosen for all that is {said} this host</span>}
      {decoded?.note === undefined ? null : (
        <span className={css.note} role="note">
          <TriangleAlert aria-hidden />
          {decoded.note}
        </span>
      )}
    </div>
  );
}
