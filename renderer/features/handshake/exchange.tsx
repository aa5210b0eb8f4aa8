// An HTTP exchange: both heads as they crossed the wire, both bodies, timing, and the server.

import type { ConnectionId } from '../../../proxy/contract/ids.ts';
import { BodySection } from './body-section.tsx';
import { CookiesSection } from './cookies-section.tsx';
import { DoctorPanel } from './doctor-panel.tsx';
import css from './handshake.module.css';
import { RawHead } from './raw-head.tsx';
import { TimingWaterfall } from './timing-waterfall.tsx';
import { TlsSection } from './tls-section.tsx';
import { useDetail } from './use-detail.ts';

export function Exchange({ id }: { readonly id: ConnectionId }) {
  const detail = useDetail(id);
  if (detail === null) return <div className={css.page} aria-busy />;
  if (detail.kind === 'tunnel') return <Tunnel host={`${detail.host}:${detail.port}`} />;
  return (
    <div className={css.page}>
      <DoctorPanel detail={detail} />
      <RawHead title="Request" side="request" detail={detail} />
      {detail.requestBodySize > 0 ? (
        <BodySection id={id} from="client" size={detail.requestBodySize} title="Request body" />
      ) : null}
      <RawHead title="Answer" side="response" detail={detail} />
      {detail.responseBodySize > 0 ? (
        <BodySection id={id} from="server" size={detail.responseBodySize} title="Answer body" />
      ) : null}
      <CookiesSection detail={detail} />
      <TimingWaterfall timing={detail.timing} />
      <TlsSection detail={detail} />
    </div>
  );
}

function Tunnel({ host }: { readonly host: string }) {
  return (
    <div className={css.page}>
      <p className={css.note}>
        An opaque tunnel to {host}: what goes through is relayed and counted, but it is not HTTP, so there is
        nothing to read.
      </p>
    </div>
  );
}
