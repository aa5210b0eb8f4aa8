// Both legs of the way: to the server (address, TLS, whose certificate, and why it was trusted), and from the client to
// Framescope, whose TLS ends here.

import type { ClientTls, ConnectionDetail, TlsDetails } from '../../../proxy/contract/model.ts';
import css from './handshake.module.css';

const TRUST: Readonly<Record<TlsDetails['trust'], string>> = {
  verified: 'verified against the trusted authorities',
  exception: 'accepted by an exception for this host',
  refused: 'refused: nothing was sent to this server',
};

export function TlsSection({ detail: { tls, remoteAddress } }: { readonly detail: ConnectionDetail }) {
  if (tls === null && remoteAddress === null) return null;
  return (
    <>
      <section className={css.section} aria-label="Server">
        <h3>Server</h3>
        <dl className={css.facts}>
          {remoteAddress === null ? null : <Fact name="Address" value={remoteAddress} />}
          {tls === null ? <Fact name="Encryption" value="none" /> : <ServerTls tls={tls} />}
        </dl>
      </section>
      {tls?.client ? <ClientSection client={tls.client} /> : null}
    </>
  );
}

function ServerTls({ tls: { protocol, cipher, alpn, peer, trust } }: { readonly tls: TlsDetails }) {
  return (
    <>
      <Fact name="TLS" value={`${protocol}, ${cipher}`} />
      {alpn === undefined ? null : <Fact name="ALPN" value={alpn ?? 'none agreed on'} />}
      {peer === null ? null : (
        <>
          <Fact name="Certificate" value={peer.subject} />
          {peer.names === undefined ? null : <Fact name="Names" value={peer.names} />}
          <Fact name="Issued by" value={peer.issuer} />
          {peer.validFrom === undefined ? null : <Fact name="Valid from" value={peer.validFrom} />}
          <Fact name="Valid until" value={peer.validTo} />
        </>
      )}
      <Fact name="Trust" value={TRUST[trust]} />
    </>
  );
}

function ClientSection({ client: { protocol, cipher, serverName, alpn } }: { readonly client: ClientTls }) {
  return (
    <section className={css.section} aria-label="Client">
      <h3>
        Client <span className={css.note}>its TLS ends at Framescope</span>
      </h3>
      <dl className={css.facts}>
        <Fact name="TLS" value={`${protocol}, ${cipher}`} />
        <Fact name="Server name" value={serverName ?? 'none sent (SNI)'} />
        <Fact name="ALPN" value={alpn ?? 'none agreed on'} />
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
