// What a message says: decoded fields as a tree, one root for each part; else JSON, text, a close code, or an image.

import { Filter, FilterX } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import type { Seq } from '../../../proxy/contract/ids.ts';
import type { Connection } from '../../../proxy/contract/model.ts';
import { exclusionOf, fieldTerm, presenceTerm } from '../../../proxy/contract/filter-of-value.ts';
import { decodeText } from '../../../proxy/formats/payload-text.ts';
import { closeCodeMeaning, closeCodeName, parseClosePayload } from '../../../proxy/protocol/close.ts';
import { isControl, OPCODE } from '../../../proxy/protocol/frame.ts';
import type { MenuGroups, MenuItem } from '../../ui/menu.tsx';
import type { TreeRow } from '../../ui/tree-view-rows.ts';
import { TreeView } from '../../ui/tree-view.tsx';
import { ReadAs } from '../decoders/read-as.tsx';
import type { ByteRange } from './frames.ts';
import { ImagePreview } from './image-preview.tsx';
import { imageType } from './image-type.ts';
import css from './inspector.module.css';
import { type MessageRoot, messageRoots, rangeOf } from './message-roots.ts';
import { RawText } from './raw-text.tsx';
import type { LoadedMessage } from './use-message.ts';
import { valueMenu } from './value-menu.ts';

interface PrettyProps {
  readonly message: LoadedMessage;
  readonly connection: Connection;
  /** Which of its parts is to be seen, counted from 0; null: the first. */
  readonly part: number | null;
  readonly onFilter: (term: string) => void;
  /** Shows these bytes of the payload in Hex. */
  readonly onShowBytes: (range: ByteRange) => void;
}

export function Pretty(props: PrettyProps) {
  const { detail } = props.message;
  if (isControl(detail.opcode)) return <Content {...props} />;
  return (
    <div className={css.pretty}>
      <ReadAs message={detail} connection={props.connection} />
      <div className={css.content}>
        <Content {...props} />
      </div>
    </div>
  );
}

function Content({ message, part, onFilter, onShowBytes }: PrettyProps) {
  const { detail, bytes } = message;
  const image = imageType(bytes);
  const roots = useMemo(() => rootsOf(message), [message]);
  if (detail.opcode === OPCODE.close) return <CloseFrame bytes={bytes} />;
  if (image !== null && detail.decoded === null)
    return (
      <ImagePreview key={detail.seq} type={image} bytes={bytes} whole={bytes.length === message.total} />
    );
  if (roots !== null) {
    const shown = { roots, message, part, onFilter, onShowBytes };
    return <FieldTree key={partKey(detail.seq, part)} {...shown} />;
  }
  if (bytes.length === 0) return <p className={css.note}>The payload is empty.</p>;
  if (decodeText(bytes) === null && message.total === bytes.length) {
    return <p className={css.note}>{detail.opcode === OPCODE.text ? NO_TEXT : NO_DECODER}</p>;
  }
  return <RawText bytes={bytes} />;
}

/** Another part begins with its own root; messages that are looked at as a whole share a tree. */
function partKey(seq: Seq, part: number | null): string {
  return part === null ? 'whole' : `${seq} ${part}`;
}

const NO_TEXT =
  'A text message must be UTF-8 (RFC 6455 §8.1), and this one is not. The Hex tab shows every byte.';
const NO_DECODER = 'Binary, and no decoder knows it. The Hex tab shows every byte.';

/** Null where there are no fields to show. */
function rootsOf({ detail, bytes, total }: LoadedMessage): readonly MessageRoot[] | null {
  const { decoded } = detail;
  if (decoded) return messageRoots(decoded);
  if (detail.opcode !== OPCODE.text || bytes.length < total) return null;
  const value = parseJson(decodeText(bytes));
  return value === null ? null : [{ key: 'json', value, part: undefined }];
}

function parseJson(text: string | null): object | null {
  if (text === null || !/^\s*[{[]/.test(text)) return null;
  try {
    return JSON.parse(text) as object;
  } catch {
    return null; // text that only begins like JSON
  }
}

interface FieldTreeProps extends Omit<PrettyProps, 'connection'> {
  readonly roots: readonly MessageRoot[];
}

function FieldTree({ roots, message, part, onFilter, onShowBytes }: FieldTreeProps) {
  const { ranges } = message.detail;
  const menu = useCallback(
    (row: TreeRow): MenuGroups => {
      const range = rangeOf(ranges, row.root as MessageRoot, row.path);
      const show = {
        label: 'Show its bytes in Hex',
        onSelect: () => range && onShowBytes(range),
        disabled: range ? null : 'Its decoder does not tell where it stands.',
      };
      return [...valueMenu(row), [show], filterItems(row, onFilter)];
    },
    [ranges, onFilter, onShowBytes],
  );
  const shown = part === null ? null : roots.findIndex((root) => root.part === part);
  return <TreeView label="Decoded message" roots={roots} shown={shown} menu={menu} />;
}

function filterItems(row: TreeRow, onFilter: (term: string) => void): readonly MenuItem[] {
  const term = fieldTerm(fieldPath(row), row.value);
  const presence = presenceTerm(fieldPath(row));
  const add = (words: string | null, disabled: string) => ({
    onSelect: () => onFilter(words ?? ''),
    disabled: words === null ? disabled : null,
  });
  return [
    { label: 'Filter by this value', icon: Filter, ...add(term, NO_VALUE) },
    { label: 'Exclude this value', icon: FilterX, ...add(term && exclusionOf(term), NO_VALUE) },
    { label: 'Filter by messages with this field', ...add(presence, 'It stands for the whole message.') },
  ];
}

const NO_VALUE = 'Only a single value that is not too long can be filtered by.';

/** The decoder keeps an array as the field `value`, which the tree does not show. */
function fieldPath({ root, path }: TreeRow): TreeRow['path'] {
  return Array.isArray(root.value) ? ['value', ...path] : path;
}

function CloseFrame({ bytes }: { readonly bytes: Uint8Array }) {
  const { code, reason } = parseClosePayload(bytes);
  if (code === null) return <p className={css.note}>A Close frame without a code; it is reported as 1005.</p>;
  return (
    <dl className={css.facts}>
      <dt>Code</dt>
      <dd>
        {code} {closeCodeName(code)}
      </dd>
      <dt>Meaning</dt>
      <dd>{closeCodeMeaning(code)}</dd>
      <dt>Reason</dt>
      <dd>{reason === '' ? 'none given' : <bdi>{reason}</bdi>}</dd>
    </dl>
  );
}
