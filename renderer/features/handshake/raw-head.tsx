// A head as it crossed the wire: start line and fields, in their order and case. Credentials in it stay masked
// until the user asks to see them.

import { Eye, EyeOff } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { ConnectionDetail } from '../../../proxy/contract/model.ts';
import { redactConnection } from '../../../proxy/formats/redaction.ts';
import { IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import css from './handshake.module.css';

interface RawHeadProps {
  readonly title: string;
  readonly side: 'request' | 'response';
  readonly detail: ConnectionDetail;
}

export function RawHead({ title, side, detail }: RawHeadProps) {
  const [revealed, setRevealed] = useState(false);
  const reveal = useCallback(() => setRevealed((before) => !before), []);
  const [head, masked] = useMemo(
    () => [headOf(side, detail), headOf(side, redacted(detail))],
    [side, detail],
  );
  const shown = revealed ? head : masked;
  if (head === '') return null;
  return (
    <section className={css.section}>
      <h3>
        {title}
        <CopyButton text={shown} label="Copy" />
        {masked === head ? null : (
          <IconButton
            label={revealed ? 'Hide secrets' : 'Reveal secrets'}
            icon={revealed ? EyeOff : Eye}
            onClick={reveal}
          />
        )}
      </h3>
      <pre className={css.head}>{shown}</pre>
    </section>
  );
}

function redacted(detail: ConnectionDetail): ConnectionDetail {
  return redactConnection({ ...detail, requestBody: null, responseBody: null, note: null });
}

function headOf(side: RawHeadProps['side'], detail: ConnectionDetail): string {
  return side === 'request' ? requestHead(detail) : responseHead(detail);
}

function requestHead(detail: ConnectionDetail): string {
  const { method, path, url, httpVersion, requestHeaders } = detail;
  const target = path === '' ? url : path; // what names no place to go has no path
  return (
    tidy(detail.requestHead) ?? formatHead(`${method} ${target} ${versionOf(httpVersion)}`, requestHeaders)
  );
}

function responseHead(detail: ConnectionDetail): string {
  const { status, statusText, httpVersion, responseHeaders } = detail;
  if (status === null) return '';
  return (
    tidy(detail.responseHead) ??
    formatHead(`${versionOf(httpVersion)} ${status} ${statusText}`, responseHeaders)
  );
}

function versionOf(version: string): string {
  return version.startsWith('HTTP/') ? version : `HTTP/${version}`;
}

function formatHead(start: string, headers: ConnectionDetail['requestHeaders']): string {
  return [start, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n');
}

function tidy(head: string | null): string | null {
  return head === null ? null : head.replaceAll('\r\n', '\n').trimEnd();
}
