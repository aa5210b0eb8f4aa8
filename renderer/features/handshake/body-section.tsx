// A stored body: JSON as a tree, text, bytes, or, when asked for, an image.

import { useCallback, useMemo, useState } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { Body, Side } from '../../../proxy/contract/model.ts';
import { decodeText } from '../../../proxy/formats/payload-text.ts';
import { Button } from '../../ui/button.tsx';
import { HexView } from '../../ui/hex-view.tsx';
import { formatBytes } from '../../ui/quantity.ts';
import { TreeView } from '../../ui/tree-view.tsx';
import { ImagePreview } from '../inspector/image-preview.tsx';
import { imageType } from '../inspector/image-type.ts';
import { RawText } from '../inspector/raw-text.tsx';
import { valueMenu } from '../inspector/value-menu.ts';
import css from './handshake.module.css';
import { useBody } from './use-detail.ts';

interface BodySectionProps {
  readonly id: ConnectionId;
  readonly from: Side;
  readonly size: number;
  readonly title: string;
}

export function BodySection({ id, from, size, title }: BodySectionProps) {
  const body = useBody(id, from, size);
  const [view, setView] = useState<BodyView | null>(null);
  const views = useMemo(() => (body ? viewsOf(body) : []), [body]);
  const shown = view !== null && views.includes(view) ? view : views[0];
  return (
    <section className={css.section}>
      <h3>
        {title} <span className={css.note}>{formatBytes(size)}</span>
        {views.map((each) => (
          <ViewButton key={each} view={each} pressed={each === shown} onChoose={setView} />
        ))}
      </h3>
      {body && shown ? <BodyContent body={body} view={shown} /> : null}
      {body ? <BodyNotes body={body} /> : null}
    </section>
  );
}

type BodyView = 'JSON' | 'Text' | 'Image' | 'Hex';

/** The most telling first. */
function viewsOf({ bytes }: Body): readonly BodyView[] {
  const text = decodeText(bytes);
  const views: readonly (BodyView | null)[] = [
    text !== null && parseJson(text) !== null ? 'JSON' : null,
    text === null ? null : 'Text',
    imageType(bytes) === null ? null : 'Image',
    'Hex',
  ];
  return views.filter((view) => view !== null);
}

function parseJson(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

interface ViewButtonProps {
  readonly view: BodyView;
  readonly pressed: boolean;
  readonly onChoose: (view: BodyView) => void;
}

function ViewButton({ view, pressed, onChoose }: ViewButtonProps) {
  const choose = useCallback(() => onChoose(view), [view, onChoose]);
  return (
    <Button look="quiet" aria-pressed={pressed} onClick={choose}>
      {view}
    </Button>
  );
}

function BodyContent({ body, view }: { readonly body: Body; readonly view: BodyView }) {
  switch (view) {
    case 'JSON':
      return <JsonBody body={body} />;
    case 'Text':
      return (
        <div className={css.body}>
          <RawText bytes={body.bytes} />
        </div>
      );
    case 'Image':
      return <ImagePreview type={imageType(body.bytes) ?? ''} bytes={body.bytes} whole={!body.truncated} />;
    case 'Hex':
      return (
        <div className={css.body}>
          <HexView label="Body bytes" bytes={body.bytes} />
        </div>
      );
  }
}

function JsonBody({ body }: { readonly body: Body }) {
  const roots = useMemo(() => [{ key: 'body', value: parseJson(decodeText(body.bytes) ?? '') }], [body]);
  return (
    <div className={css.body}>
      <TreeView label="Body" roots={roots} menu={valueMenu} />
    </div>
  );
}

function BodyNotes({ body }: { readonly body: Body }) {
  const notes = [
    body.contentType,
    body.decodedFrom === '' ? '' : `decoded from ${body.decodedFrom}`,
    body.truncated ? `only the first ${formatBytes(body.bytes.length)} were kept` : '',
  ].filter((note) => note !== '');
  return notes.length === 0 ? null : <p className={css.note}>{notes.join(' · ')}</p>;
}
