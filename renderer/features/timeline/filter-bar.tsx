// What of the timeline is shown: one filter, which its buttons write into as well, to narrow by or to find with.

import { ArrowDown, ArrowUp, Funnel } from 'lucide-react';
import { type Ref, useCallback } from 'react';
import type { SeenValues } from '../../../proxy/contract/filter-suggest.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatExact } from '../../ui/quantity.ts';
import { FilterField } from '../filter/filter-field.tsx';
import css from './filter-bar.module.css';
import {
  type Direction,
  directionOf,
  DIRECTIONS,
  isWithoutHeartbeats,
  OPCODE_GROUPS,
  type OpcodeGroup,
  opcodeGroupsOf,
  withDirection,
  withHeartbeats,
  withOpcodesToggled,
} from './message-filter.ts';
import type { Find } from './use-find.ts';

interface FilterBarProps {
  readonly text: string;
  readonly onText: (text: string, unfinished: boolean) => void;
  /** The text hides what does not match; else only what the buttons wrote hides, and the rest finds. */
  readonly narrows: boolean;
  readonly onNarrows: (narrows: boolean) => void;
  /** Rows tell how each message was framed, instead of what it says. */
  readonly framing: boolean;
  readonly onFraming: () => void;
  readonly find: Find;
  readonly seen: () => SeenValues;
  readonly onWake: () => void;
  readonly field: Ref<HTMLInputElement>;
  /** Escape in the field. */
  readonly onLeave: () => void;
}

export function FilterBar(props: FilterBarProps) {
  const { text, onText, narrows, onNarrows, framing, onFraming } = props;
  const edit = useCallback((next: string) => onText(next, false), [onText]);
  const setNarrows = useCallback(() => onNarrows(!narrows), [narrows, onNarrows]);
  return (
    <section className={css.bar} aria-label="Filter messages">
      <DirectionButtons text={text} onEdit={edit} />
      <OpcodeButtons text={text} onEdit={edit} />
      <HeartbeatButton text={text} onEdit={edit} />
      <Toggle pressed={framing} onToggle={onFraming} title={FRAMES_TITLE}>
        Frames
      </Toggle>
      <FindField {...props} />
      <IconButton
        label={
          narrows ? 'Shows only matches; press to keep the others' : 'Finds matches; press to hide the others'
        }
        icon={Funnel}
        aria-pressed={narrows}
        onClick={setNarrows}
      />
    </section>
  );
}

const FRAMES_TITLE =
  'How each message was framed: frames, FIN, RSV1, opcode, masking, bytes on the wire. The inspector lists every frame. (F)';

interface EditProps {
  readonly text: string;
  readonly onEdit: (text: string) => void;
}

const DIRECTION_LABELS: Readonly<Record<Direction, readonly [sign: string, name: string]>> = {
  all: ['All', 'All directions'],
  sent: ['▲', 'Sent only'],
  received: ['▼', 'Received only'],
};

function DirectionButtons(props: EditProps) {
  return (
    <fieldset className={css.group} aria-label="Direction">
      {DIRECTIONS.map((each) => (
        <DirectionButton key={each} value={each} {...props} />
      ))}
    </fieldset>
  );
}

function DirectionButton({ value, text, onEdit }: EditProps & { readonly value: Direction }) {
  const choose = useCallback(() => onEdit(withDirection(text, value)), [text, value, onEdit]);
  const [sign, name] = DIRECTION_LABELS[value];
  const title = value === 'all' ? name : `${name}: dir:${value} in the filter`;
  return (
    <Toggle pressed={directionOf(text) === value} onToggle={choose} title={title} name={name}>
      <span data-direction={value}>{sign}</span>
    </Toggle>
  );
}

function OpcodeButtons(props: EditProps) {
  return (
    <fieldset className={css.group} aria-label="Opcode">
      {OPCODE_GROUPS.map((group) => (
        <OpcodeButton key={group} group={group} {...props} />
      ))}
    </fieldset>
  );
}

function OpcodeButton({ group, text, onEdit }: EditProps & { readonly group: OpcodeGroup }) {
  const toggle = useCallback(() => onEdit(withOpcodesToggled(text, group)), [text, group, onEdit]);
  const pressed = opcodeGroupsOf(text).includes(group);
  return (
    <Toggle pressed={pressed} onToggle={toggle} title={OPCODE_TITLES[group]}>
      {group}
    </Toggle>
  );
}

const OPCODE_TITLES: Readonly<Record<OpcodeGroup, string>> = {
  text: 'Text messages: op:text in the filter',
  binary: 'Binary messages: op:binary in the filter',
  control: 'Close, ping and pong: op:close|ping|pong in the filter',
};

function HeartbeatButton({ text, onEdit }: EditProps) {
  const hidden = isWithoutHeartbeats(text);
  const toggle = useCallback(() => onEdit(withHeartbeats(text, hidden)), [text, hidden, onEdit]);
  return (
    <Toggle
      pressed={hidden}
      onToggle={toggle}
      title="Hide pings, pongs and keep-alives of the protocol inside: -is:heartbeat in the filter"
    >
      Hide heartbeats
    </Toggle>
  );
}

interface ToggleProps {
  readonly pressed: boolean;
  readonly onToggle: () => void;
  readonly title: string;
  readonly name?: string;
  readonly children: React.ReactNode;
}

function Toggle({ pressed, onToggle, title, name, children }: ToggleProps) {
  return (
    <button
      type="button"
      className={css.toggle}
      aria-pressed={pressed}
      aria-label={name}
      title={title}
      onClick={onToggle}
    >
      {children}
    </button>
  );
}

function FindField({ text, onText, narrows, find, seen, onWake, field, onLeave }: FilterBarProps) {
  const { step, matches } = find;
  const previous = useCallback(() => step(-1), [step]);
  const next = useCallback(() => step(1), [step]);
  const onEnter = useCallback((back: boolean) => step(back ? -1 : 1), [step]);
  return (
    <div className={css.find}>
      <FilterField
        ref={field}
        label="Find in messages"
        placeholder={narrows ? 'Filter messages' : 'Find in messages'}
        place="messages"
        verb={narrows ? 'Shows' : 'Finds'}
        value={text}
        onChange={onText}
        seen={seen}
        onWake={onWake}
        onEnter={onEnter}
        onLeave={onLeave}
      />
      {matches === null ? null : (
        <output className={css.matches} aria-label="Matches">
          {formatExact(matches)}
        </output>
      )}
      <IconButton label="Previous match" keys="⇧⏎" icon={ArrowUp} onClick={previous} />
      <IconButton label="Next match" keys="⏎" icon={ArrowDown} onClick={next} />
    </div>
  );
}
