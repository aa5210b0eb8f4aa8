// permessage-deflate parameter by parameter: what was offered, what was answered, and what that means.

import { useMemo } from 'react';
import type { ConnectionDetail } from '../../../proxy/contract/model.ts';
import { explainParameters } from '../../../proxy/protocol/deflate-parameters.ts';
import { combinedValue } from '../../../proxy/protocol/http-head.ts';
import css from './handshake.module.css';

const FIELD = 'Sec-WebSocket-Extensions';

export function CompressionSection({ detail }: { readonly detail: ConnectionDetail }) {
  const { requestHeaders, responseHeaders } = detail;
  const parameters = useMemo(
    () => explainParameters(combinedValue(requestHeaders, FIELD), combinedValue(responseHeaders, FIELD)),
    [requestHeaders, responseHeaders],
  );
  if (parameters.length === 0) return null;
  return (
    <section className={css.section} aria-label="Compression">
      <h3>Compression</h3>
      <table className={css.findings}>
        <thead>
          <tr>
            {['Parameter', 'Offered', 'Answered', 'What it means', 'Section'].map((title) => (
              <th
                key={title}
                scope="col"
                className={title === 'Section' ? `${css.title} ${css.rfc}` : css.title}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parameters.map(({ name, offered, answered, meaning, section }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{offered ?? '–'}</td>
              <td>{answered ?? '–'}</td>
              <td className={css.message}>{meaning}</td>
              <td className={css.rfc}>{section}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
