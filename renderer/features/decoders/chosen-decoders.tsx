// In the heading of a connection: that decoders were chosen for its host, and the way to take that back.

import { ScanText, Undo2 } from 'lucide-react';
import { useCallback } from 'react';
import { choiceFor } from '../../../proxy/contract/decoder-choice.ts';
import { type Connection, SIDES } from '../../../proxy/contract/model.ts';
import { useAppStore } from '../../state/session-context.tsx';
import { IconButton } from '../../ui/button.tsx';
import css from './chosen-decoders.module.css';
import { describeChoice, isChosen, labelOf } from './choices.ts';
import { useChoices, useChoose, useDecoders } from './use-decoders.ts';

interface ChosenDecodersProps {
  readonly connection: Connection;
  /** What is here goes: the focus goes on from somewhere else. */
  readonly onTakenBack: () => void;
}

export function ChosenDecoders(props: ChosenDecodersProps) {
  const chosen = isChosen(useChoices(), props.connection.host);
  return chosen ? <Chosen {...props} /> : null;
}

function Chosen({ connection: { id, host }, onTakenBack }: ChosenDecodersProps) {
  const store = useAppStore();
  const decoders = useDecoders();
  const words = describeChoice(choiceFor(useChoices(), host), (name) => labelOf(decoders, name));
  const choose = useChoose();
  const change = useCallback(
    () => store.setState({ dialog: { name: 'read-as', connection: id } }),
    [store, id],
  );
  const takeBack = useCallback(() => {
    choose(host, SIDES, null);
    onTakenBack();
  }, [choose, host, onTakenBack]);
  return (
    <span className={css.chosen}>
      <button
        type="button"
        className={css.words}
        title={`${words}: chosen for ${host}. Choose another…`}
        onClick={change}
      >
        <ScanText aria-hidden />
        <span>{words}</span>
      </button>
      <IconButton label={`Take it back: read ${host} by itself`} icon={Undo2} onClick={takeBack} />
    </span>
  );
}
