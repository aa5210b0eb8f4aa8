// The encryption towards the server: version, cipher, whose certificate, and why it was trusted.

import type { ConnectionDetail } from '../../../proxy/contract/model.ts';
import css from './handshake.module.css';

const TRUST = {
  verified: 'verified against the trusted authorities',
  exception: 'accepted by an exception for this host',
} as const;

export function TlsSection({ detail: { tls, remoteAddress } }: { readonly detail: ConnectionDetail }) {
  if (tls === null && remoteAddress === null) return null;
  return (
    <section className={css.section}>
      <h3>Server</h3>
      <dl className={css.facts}>
        {remoteAddress === null ? null : <Fact name="Address" value={remoteAddress} />}
        {tls === null ? (
          <Fact name="Encryption" value="none" />
        ) : (
          <>
            <Fact name="TLS" value={`${tls.protocol}, ${tls.cipher}`} />
            {tls.peer === null ? null : (
              <>
                <Fact name="Certificate" value={tls.peer.subject} />
                <Fact name="Issued by" value={tls.peer.issuer} />
                <Fact name="Valid until" value={tls.peer.validTo} />
              </>
            )}
            <Fact name="Trust" value={TRUST[tls.trust]} />
          </>
        )}
      </dl>
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
