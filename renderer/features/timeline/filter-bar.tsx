// What of the timeline is shown: direction, opcodes, heartbeats, and a filter to narrow by or to find with.

import { ArrowDown, ArrowUp, Funnel } from 'lucide-react';
import { type KeyboardEvent, type Ref, useCallback } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { formatExact } from '../../ui/quantity.ts';
import { FilterField } from '../filter/filter-field.tsx';
import css from './filter-bar.module.css';
import {
  type Direction,
  DIRECTIONS,
  type MessageFilter,
  OPCODE_GROUPS,
  type OpcodeGroup,
} from './message-filter.ts';
import type { Find } from './use-find.ts';

interface FilterBarProps {
  readonly filter: MessageFilter;
  readonly onFilter: (filter: MessageFilter) => void;
  /** The text hides what does not match; else it only finds. */
  readonly narrows: boolean;
  readonly onNarrows: (narrows: boolean) => void;
  /** Rows tell how each message was framed, instead of what it says. */
  readonly framing: boolean;
  readonly onFraming: () => void;
  readonly find: Find;
  readonly field: Ref<HTMLInputElement>;
  /** Escape in the field. */
  readonly onLeave: () => void;
}

export function FilterBar(props: FilterBarProps) {
  const { filter, onFilter, narrows, onNarrows, framing, onFraming } = props;
  const change = useCallback(
    (part: Partial<MessageFilter>) => onFilter({ ...filter, ...part }),
    [filter, onFilter],
  );
  const setHeartbeats = useCallback(
    () => change({ hideHeartbeats: !filter.hideHeartbeats }),
    [change, filter],
  );
  const setNarrows = useCallback(() => onNarrows(!narrows), [narrows, onNarrows]);
  return (
    <section className={css.bar} aria-label="Filter messages">
      <DirectionButtons direction={filter.direction} onChange={change} />
      <OpcodeButtons groups={filter.groups} onChange={change} />
      <Toggle
        pressed={filter.hideHeartbeats}
        onToggle={setHeartbeats}
        title="Hide pings, pongs and keep-alives of the protocol inside"
      >
        Hide heartbeats
      </Toggle>
      <Toggle pressed={framing} onToggle={onFraming} title={FRAMES_TITLE}>
        Frames
      </Toggle>
      <FindField {...props} onChange={change} />
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

type Change = (part: Partial<MessageFilter>) => void;

const DIRECTION_LABELS: Readonly<Record<Direction, readonly [sign: string, name: string]>> = {
  all: ['All', 'All directions'],
  sent: ['▲', 'Sent only'],
  received: ['▼', 'Received only'],
};

function DirectionButtons({
  direction,
  onChange,
}: {
  readonly direction: Direction;
  readonly onChange: Change;
}) {
  return (
    <fieldset className={css.group} aria-label="Direction">
      {DIRECTIONS.map((each) => (
        <DirectionButton key={each} value={each} pressed={each === direction} onChange={onChange} />
      ))}
    </fieldset>
  );
}

interface DirectionButtonProps {
  readonly value: Direction;
  readonly pressed: boolean;
  readonly onChange: Change;
}

function DirectionButton({ value, pressed, onChange }: DirectionButtonProps) {
  const choose = useCallback(() => onChange({ direction: value }), [value, onChange]);
  const [sign, name] = DIRECTION_LABELS[value];
  return (
    <Toggle pressed={pressed} onToggle={choose} title={name} name={name}>
      <span data-direction={value}>{sign}</span>
    </Toggle>
  );
}

interface OpcodeButtonsProps {
  readonly groups: readonly OpcodeGroup[];
  readonly onChange: Change;
}

function OpcodeButtons({ groups, onChange }: OpcodeButtonsProps) {
  return (
    <fieldset className={css.group} aria-label="Opcode">
      {OPCODE_GROUPS.map((group) => (
        <OpcodeButton key={group} group={group} groups={groups} onChange={onChange} />
      ))}
    </fieldset>
  );
}

function OpcodeButton({ group, groups, onChange }: OpcodeButtonsProps & { readonly group: OpcodeGroup }) {
  const pressed = groups.includes(group);
  const toggle = useCallback(() => {
    const without = groups.filter((each) => each !== group);
    onChange({
      groups: pressed ? without : OPCODE_GROUPS.filter((each) => each === group || without.includes(each)),
    });
  }, [group, groups, pressed, onChange]);
  return (
    <Toggle pressed={pressed} onToggle={toggle} title={OPCODE_TITLES[group]}>
      {group}
    </Toggle>
  );
}

const OPCODE_TITLES: Readonly<Record<OpcodeGroup, string>> = {
  text: 'Text messages',
  binary: 'Binary messages',
  control: 'Close, ping and pong',
};

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

function FindField({
  filter,
  onChange,
  narrows,
  find,
  field,
  onLeave,
}: FilterBarProps & { readonly onChange: Change }) {
  const setText = useCallback((text: string) => onChange({ text }), [onChange]);
  const { step, matches } = find;
  const previous = useCallback(() => step(-1), [step]);
  const next = useCallback(() => step(1), [step]);
  const onEnter = useCallback(
    (event: KeyboardEvent<HTMLDivElement>) => {
      const completes = (event.target as Element).getAttribute('aria-activedescendant') !== null;
      if (event.key !== 'Enter' || completes) return;
      event.preventDefault();
      event.stopPropagation();
      step(event.shiftKey ? -1 : 1);
    },
    [step],
  );
  return (
    <div className={css.find} onKeyDownCapture={onEnter}>
      <FilterField
        ref={field}
        label="Find in messages"
        placeholder={narrows ? 'Filter messages' : 'Find in messages'}
        value={filter.text}
        onChange={setText}
        seen={nothingSeen}
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

const nothingSeen = () => ({});
