// By whom messages of a connection are read, what is sent and what is received: the choice of Read as, for both at once, before
// any message is looked at.

import { type ChangeEvent, useCallback } from 'react';
import { type Connection, type DecoderInfo, type Side, SIDES } from '../../../proxy/contract/model.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { type Choosable, choiceGroups, choiceOf, isChosen } from './choices.ts';
import css from './read-as-dialog.module.css';
import { useChoices, useChoose, useDecoders } from './use-decoders.ts';

interface ReadAsDialogProps {
  readonly connection: Connection;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function ReadAsDialog({ connection: { host }, open, onOpenChange }: ReadAsDialogProps) {
  const decoders = useDecoders();
  const choices = useChoices();
  const choose = useChoose();
  const takeBack = useCallback(() => choose(host, SIDES, null), [choose, host]);
  const close = useCallback(() => onOpenChange(false), [onOpenChange]);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Read messages as…"
      description={`For everything that is sent to and received from ${host}, from now on and looking back. It is remembered.`}
      footer={
        <>
          <Button onClick={takeBack} disabled={!isChosen(choices, host)}>
            Take both back
          </Button>
          <Button look="primary" onClick={close}>
            Done
          </Button>
        </>
      }
    >
      <div className={css.form}>
        {SIDES.map((from) => (
          <SideChoice
            key={from}
            from={from}
            decoders={decoders}
            chosen={choiceOf(choices, host, [from])}
            choose={choose}
            host={host}
          />
        ))}
      </div>
    </Dialog>
  );
}

const SIDE_NAMES = { client: 'Sent', server: 'Received' } as const;
/** Of an option; no decoder is called that. */
const BY_ITSELF = '';

interface SideChoiceProps {
  readonly from: Side;
  readonly host: string;
  readonly decoders: readonly DecoderInfo[];
  readonly chosen: string | null;
  readonly choose: ReturnType<typeof useChoose>;
}

function SideChoice({ from, host, decoders, chosen, choose }: SideChoiceProps) {
  const id = `read-as-${from}`;
  const change = useCallback(
    (event: ChangeEvent<HTMLSelectElement>) => choose(host, [from], event.target.value || null),
    [choose, host, from],
  );
  const { own, ours, others } = choiceGroups(decoders, chosen);
  return (
    <>
      <label htmlFor={id}>{SIDE_NAMES[from]}</label>
      <select
        id={id}
        value={chosen ?? BY_ITSELF}
        onChange={change}
        data-focus-first={from === 'client' || undefined}
      >
        <option value={BY_ITSELF}>By itself</option>
        <Options items={others} />
        {own.length > 0 ? (
          <optgroup label="Your own">
            <Options items={own} />
          </optgroup>
        ) : null}
        <optgroup label="Protocols">
          <Options items={ours} />
        </optgroup>
      </select>
    </>
  );
}

function Options({ items }: { readonly items: readonly Choosable[] }) {
  return items.map(({ name, label }) => (
    <option key={name} value={name}>
      {label}
    </option>
  ));
}
