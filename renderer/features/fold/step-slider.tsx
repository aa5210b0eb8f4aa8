// The messages that make a state, as a slider: arrows, Page, Home and End move it; at its end it follows the newest.

import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from 'lucide-react';
import { type ChangeEvent, useCallback } from 'react';
import type { FoldedState } from '../../../proxy/contract/fold.ts';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { goTo } from '../../state/going.ts';
import { useAppStore } from '../../state/session-context.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatMoment, formatTime } from '../../ui/clock.ts';
import { formatExact, formatPlural } from '../../ui/quantity.ts';
import css from './state-tab.module.css';

interface StepSliderProps {
  readonly id: ConnectionId;
  readonly folded: FoldedState;
  readonly following: boolean;
  /** Null: the newest, and follow. */
  readonly onPlace: (place: number | null) => void;
}

export function StepSlider({ id, folded, following, onPlace }: StepSliderProps) {
  const { place, count } = folded;
  const last = count - 1;
  const move = useCallback(
    (next: number) => onPlace(next >= last ? null : Math.max(0, next)),
    [last, onPlace],
  );
  const slide = useCallback(
    (event: ChangeEvent<HTMLInputElement>) => move(Number(event.target.value)),
    [move],
  );
  const first = useCallback(() => move(0), [move]);
  const before = useCallback(() => move(place - 1), [move, place]);
  const after = useCallback(() => move(place + 1), [move, place]);
  const newest = useCallback(() => onPlace(null), [onPlace]);
  if (count === 0) return null;
  return (
    <div className={css.steps}>
      <div className={css.slider}>
        <IconButton label="First state" icon={ChevronFirst} onClick={first} />
        <IconButton label="State before" icon={ChevronLeft} onClick={before} />
        <input
          type="range"
          aria-label="Message that the state is of"
          aria-valuetext={`${place + 1} of ${count}`}
          min={0}
          max={last}
          value={place}
          onChange={slide}
        />
        <IconButton label="State after" icon={ChevronRight} onClick={after} />
        <IconButton
          label={following ? 'Follows the newest' : 'Newest state, and follow'}
          icon={ChevronLast}
          aria-pressed={following}
          onClick={newest}
        />
      </div>
      <StepFacts id={id} folded={folded} onPlace={onPlace} />
      {folded.step?.error ? (
        <p className={css.error} role="alert">
          This {folded.step.kind} does not apply, and the state is what it was before: {folded.step.error}
        </p>
      ) : null}
    </div>
  );
}

type FactsProps = Omit<StepSliderProps, 'following'>;

function StepFacts({ id, folded, onPlace }: FactsProps) {
  const store = useAppStore();
  const { place, count, step } = folded;
  const go = useCallback(() => {
    if (step)
      store.setState((state) => goTo(state, { kind: 'message', connection: id, seq: step.seq, label: '' }));
  }, [store, id, step]);
  if (!step) return null;
  return (
    <p className={css.facts}>
      <b>
        {formatExact(place + 1)} of {formatExact(count)}
      </b>
      <span>{step.kind}</span>
      <time title={formatMoment(step.at)}>{formatTime(step.at)}</time>
      <Button look="quiet" onClick={go}>
        Go to the message
      </Button>
      <Errors folded={folded} onPlace={onPlace} />
    </p>
  );
}

/** From one that does not apply to the one before it, and round the end. */
function Errors({ folded, onPlace }: Omit<FactsProps, 'id'>) {
  const { errors, errorPlaces, place } = folded;
  const step = useCallback(
    () => onPlace(errorPlaces.findLast((each) => each < place) ?? errorPlaces.at(-1) ?? null),
    [errorPlaces, place, onPlace],
  );
  if (errors === 0) return null;
  return (
    <Button look="quiet" className={css.errors} onClick={step} title="Go to the one before">
      {formatPlural(errors, 'message')} {errors === 1 ? 'does' : 'do'} not apply
    </Button>
  );
}
