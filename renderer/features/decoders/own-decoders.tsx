// A person's own decoders in the settings: which files there are, what is wrong with them, and how to begin one.

import { CircleAlert, FileCode } from 'lucide-react';
import { useCallback } from 'react';
import { toast } from 'sonner';
import type { DecoderInfo } from '../../../proxy/contract/model.ts';
import { useAttempt, useSession } from '../../state/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import css from './own-decoders.module.css';
import { useDecoders } from './use-decoders.ts';

export function OwnDecoders() {
  const session = useSession();
  const attempt = useAttempt();
  const own = useDecoders().filter((each) => each.own);
  const begin = useCallback(
    () =>
      attempt(async () => {
        const file = await session.writeExampleDecoder();
        toast.success('An example is there: change it, and it is read again.', { description: file });
      }),
    [session, attempt],
  );
  return (
    <section className={css.own} aria-label="Your own decoders">
      <h3>Your own decoders</h3>
      <p className={css.hint}>
        A JavaScript file in the folder <code>decoders</code> of the data folder reads a protocol of your own.
        It runs in a sandbox, without files or network, and is read again whenever you save it.
      </p>
      <p className={css.hint}>
        The messages of <code>.proto</code> files in the folder <code>protobuf</code> beside it can be chosen
        by <b>Read messages as…</b> in a connection’s menu.
      </p>
      {own.length > 0 ? (
        <ul className={css.list}>
          {[...Map.groupBy(own, fileOf)].map(([key, inFile]) => (
            <OwnFile key={key} decoders={inFile} />
          ))}
        </ul>
      ) : null}
      <Button icon={FileCode} onClick={begin}>
        Write an example
      </Button>
    </section>
  );
}

/** A .proto file has many types; each thing that is wrong stands by itself. */
function fileOf({ name, file, error }: DecoderInfo): string {
  return error === null ? `${file}` : name;
}

function OwnFile({ decoders }: { readonly decoders: readonly DecoderInfo[] }) {
  const [first, ...others] = decoders;
  if (!first) return null;
  const { label, file, error, warning = null } = first;
  const wrong = error ?? warning;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return (
    <li>
      <b>
        {label}
        {more}
      </b>{' '}
      <code className={css.file}>{file}</code>
      {wrong === null ? null : (
        <span className={css.error} role="note">
          <CircleAlert aria-hidden /> {wrong}
        </span>
      )}
    </li>
  );
}
