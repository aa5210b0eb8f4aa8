// An image among the bytes that somebody sent: drawn only when asked, as a blob, which runs nothing.

import { Image } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import css from './image-preview.module.css';

interface ImagePreviewProps {
  /** Media type; see image-type.ts. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** All of the image is here. */
  readonly whole: boolean;
}

export function ImagePreview({ type, bytes, whole }: ImagePreviewProps) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => () => (url === null ? undefined : URL.revokeObjectURL(url)), [url]);
  const show = useCallback(
    () => setUrl(URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type }))),
    [bytes, type],
  );
  if (url !== null) return <img className={css.image} src={url} alt={`Drawn from ${type}`} />;
  return (
    <div className={css.offer}>
      <p>The bytes look like {type}.</p>
      <Button icon={Image} onClick={show} disabled={!whole}>
        Preview
      </Button>
      {whole ? null : <p>Show all of it first.</p>}
    </div>
  );
}
