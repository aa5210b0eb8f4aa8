// The opening handshake of a WebSocket: what went wrong, what was asked and answered, each field explained and verified,
// cookies, how long each phase took, TLS, and how the connection ended.

import { useMemo } from 'react';
import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import type { ConnectionDetail } from '../../../proxy/contract/model.ts';
import { maskWords } from '../../../proxy/formats/doctor/mask-words.ts';
import { type HandshakeFinding, explainHandshake } from '../../../proxy/protocol/handshake.ts';
import { BodySection } from './body-section.tsx';
import { CompressionSection } from './compression-section.tsx';
import { CookiesSection } from './cookies-section.tsx';
import { DoctorPanel } from './doctor-panel.tsx';
import { EndingSection } from './ending-section.tsx';
import { Findings } from './findings.tsx';
import css from './handshake.module.css';
import { RawHead } from './raw-head.tsx';
import { RetryOf } from './retry-of.tsx';
import { TimingWaterfall } from './timing-waterfall.tsx';
import { TlsSection } from './tls-section.tsx';
import { useDetail } from './use-detail.ts';

export function Handshake({ id }: { readonly id: ConnectionId }) {
  const detail = useDetail(id);
  if (detail === null) return <div className={css.page} aria-busy />;
  const refused = detail.status !== null && detail.status !== 101;
  return (
    <div className={css.page}>
      <RetryOf detail={detail} />
      <DoctorPanel detail={detail} />
      <Explained detail={detail} />
      {detail.status === 101 ? <CompressionSection detail={detail} /> : null}
      {refused && detail.responseBodySize > 0 ? (
        <BodySection id={id} from="server" size={detail.responseBodySize} title="Body of the refusal" />
      ) : null}
      <RawHead title="Request, as sent" side="request" detail={detail} />
      <RawHead title="Answer, as received" side="response" detail={detail} />
      <CookiesSection detail={detail} />
      <TimingWaterfall timing={detail.timing} />
      <TlsSection detail={detail} />
      <EndingSection ending={detail.ending} opened={detail.status === 101} />
    </div>
  );
}

const NONE_CAME = 'No answer came, so this is no WebSocket.';

function Explained({ detail }: { readonly detail: ConnectionDetail }) {
  const findings = useMemo(() => {
    const { method, path, status, ending, requestHeaders, responseHeaders } = detail;
    const response = status === null ? null : { status, headers: responseHeaders };
    const found = explainHandshake({ method, target: path, headers: requestHeaders }, response);
    return found.map((finding): HandshakeFinding => {
      const { header, side, level, section } = finding;
      const message = status === null && ending && side === 'response' ? NONE_CAME : finding.message;
      return { header, side, level, section, message: maskWords(message, requestHeaders) };
    });
  }, [detail]);
  return <Findings findings={findings} />;
}
