// Above a chat: its channels with the modes that are in force, and which kinds of lines are shown.

import { PanelRight } from 'lucide-react';
import { useCallback } from 'react';
import {
  CHAT_CLASSES,
  type ChatChannel,
  type ChatClass,
  type ChatSummary,
} from '../../../proxy/contract/chat.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatCount, formatPlural } from '../../ui/quantity.ts';
import css from './chat-header.module.css';
import { CLASS_NAMES, CLASS_TITLES, modesOf } from './chat-words.ts';

/** Those that are not worth hiding are always shown. */
const HIDEABLE = CHAT_CLASSES.filter((each) => each !== 'server');
/** More are in a menu. */
const SHOWN_CHANNELS = 3;

const NO_CHANNELS: readonly ChatChannel[] = [];

interface ChatHeaderProps {
  /** Null while it is on its way. */
  readonly summary: ChatSummary | null;
  readonly hidden: readonly ChatClass[];
  readonly onHidden: (hidden: readonly ChatClass[]) => void;
  /** Null: all. */
  readonly channel: string | null;
  readonly onChannel: (channel: string | null) => void;
  readonly panel: boolean;
  readonly onPanel: () => void;
}

export function ChatHeader(props: ChatHeaderProps) {
  const { summary, panel, onPanel } = props;
  return (
    <section className={css.header} aria-label="What of the chat is shown">
      <Channels {...props} channels={summary?.channels ?? NO_CHANNELS} />
      <div className={css.classes}>
        {HIDEABLE.map((each) => (
          <ClassButton key={each} of={each} count={summary?.classes[each] ?? 0} {...props} />
        ))}
      </div>
      <IconButton
        label={panel ? 'Hide the figures of the channel' : 'Show the figures of the channel'}
        icon={PanelRight}
        aria-pressed={panel}
        onClick={onPanel}
      />
    </section>
  );
}

interface ChannelsProps extends Pick<ChatHeaderProps, 'channel' | 'onChannel'> {
  readonly channels: readonly ChatChannel[];
}

function Channels({ channels, channel, onChannel }: ChannelsProps) {
  if (channels.length === 0) return <span className={css.none}>No channel yet</span>;
  if (channels.length > SHOWN_CHANNELS) return <ChannelMenu {...{ channels, channel, onChannel }} />;
  return (
    <div className={css.channels}>
      {channels.map((each) => (
        <Channel
          key={each.name}
          channel={each}
          alone={channels.length === 1}
          chosen={each.name === channel}
          onChannel={onChannel}
        />
      ))}
    </div>
  );
}

function ChannelMenu({ channels, channel, onChannel }: ChannelsProps) {
  const change = useCallback(
    (event: React.ChangeEvent<HTMLSelectElement>) => onChannel(event.target.value || null),
    [onChannel],
  );
  const chosen = channels.find(({ name }) => name === channel);
  return (
    <div className={css.channels}>
      <select aria-label="Channel" className={css.select} value={channel ?? ''} onChange={change}>
        <option value="">{formatPlural(channels.length, 'channel')}</option>
        {channels.map(({ name, lines }) => (
          <option key={name} value={name}>
            {name} ({formatCount(lines)})
          </option>
        ))}
      </select>
      {chosen ? <Modes channel={chosen} /> : null}
    </div>
  );
}

interface ChannelProps {
  readonly channel: ChatChannel;
  /** There is no other to choose. */
  readonly alone: boolean;
  readonly chosen: boolean;
  readonly onChannel: (channel: string | null) => void;
}

function Channel({ channel, alone, chosen, onChannel }: ChannelProps) {
  const { name } = channel;
  const choose = useCallback(() => onChannel(chosen ? null : name), [name, chosen, onChannel]);
  return (
    <span className={css.channel}>
      {alone ? (
        <b>{name}</b>
      ) : (
        <button type="button" className={css.toggle} aria-pressed={chosen} onClick={choose}>
          {name}
        </button>
      )}
      <Modes channel={channel} />
    </span>
  );
}

function Modes({ channel: { settings } }: { readonly channel: ChatChannel }) {
  return modesOf(settings).map((mode) => (
    <span key={mode} className={css.mode} title="In force now (ROOMSTATE)">
      {mode}
    </span>
  ));
}

interface ClassButtonProps extends Pick<ChatHeaderProps, 'hidden' | 'onHidden'> {
  readonly of: ChatClass;
  readonly count: number;
}

function ClassButton({ of, count, hidden, onHidden }: ClassButtonProps) {
  const shown = !hidden.includes(of);
  const toggle = useCallback(
    () => onHidden(shown ? [...hidden, of] : hidden.filter((each) => each !== of)),
    [of, shown, hidden, onHidden],
  );
  return (
    <button
      type="button"
      className={css.toggle}
      aria-pressed={shown}
      title={`${CLASS_TITLES[of]}. ${shown ? 'Press to hide' : 'Hidden: press to show'}.`}
      onClick={toggle}
    >
      {CLASS_NAMES[of]} <span className={css.count}>{formatCount(count)}</span>
    </button>
  );
}
