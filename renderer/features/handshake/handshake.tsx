// The opening handshake of a WebSocket: what was asked and answered, each field explained and verified, how long
// each phase took, TLS, and how the connection ended.

import { useMemo } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { ConnectionDetail } from '../../../proxy/contract/model.ts';
import { explainHandshake } from '../../../proxy/protocol/handshake.ts';
import { BodySection } from './body-section.tsx';
import { EndingSection } from './ending-section.tsx';
import { Findings } from './findings.tsx';
import css from './handshake.module.css';
import { RawHead } from './raw-head.tsx';
import { TimingWaterfall } from './timing-waterfall.tsx';
import { TlsSection } from './tls-section.tsx';
import { useDetail } from './use-detail.ts';

export function Handshake({ id }: { readonly id: ConnectionId }) {
  const detail = useDetail(id);
  if (detail === null) return <div className={css.page} aria-busy />;
  const refused = detail.status !== null && detail.status !== 101;
  return (
    <div className={css.page}>
      <Explained detail={detail} />
      {refused && detail.responseBodySize > 0 ? (
        <BodySection id={id} from="server" size={detail.responseBodySize} title="Body of the refusal" />
      ) : null}
      <RawHead title="Request, as sent" side="request" detail={detail} />
      <RawHead title="Answer, as received" side="response" detail={detail} />
      <TimingWaterfall timing={detail.timing} />
      <TlsSection detail={detail} />
      <EndingSection ending={detail.ending} />
    </div>
  );
}

function Explained({ detail }: { readonly detail: ConnectionDetail }) {
  const findings = useMemo(() => {
    const { method, path, status, requestHeaders, responseHeaders } = detail;
    const response = status === null ? null : { status, headers: responseHeaders };
    return explainHandshake({ method, target: path, headers: requestHeaders }, response);
  }, [detail]);
  return <Findings findings={findings} />;
}
