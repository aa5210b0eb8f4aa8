// Setting up a client by hand: the proxy's address, the CA, and a guide for each kind of client.

import { Download } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { SessionInfo } from '../../../proxy/contract/model.ts';
import { useApp } from '../../state/session-context.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { CLIENT_GUIDES, type ClientGuide, type ProxySetup } from './client-guides.ts';
import css from './client-setup.module.css';

export function ClientSetup() {
  const info = useApp((state) => state.info);
  const proxy = useApp((state) => state.status?.proxy ?? null);
  if (info === null) return null;
  return (
    <>
      <Essentials proxy={proxy} ca={info.ca} />
      {proxy === null ? null : <Guides proxy={proxy} caPath={info.ca.path} />}
    </>
  );
}

function Essentials({ proxy, ca }: { proxy: string | null; ca: SessionInfo['ca'] }) {
  const facts = useMemo(
    () => [
      { name: 'Proxy', value: proxy ?? 'not listening; see the status bar', copy: proxy },
      { name: 'CA certificate', value: ca.path, copy: ca.path },
      { name: 'SHA-256 fingerprint', value: ca.fingerprint, copy: ca.fingerprint },
    ],
    [proxy, ca],
  );
  const download = useCallback(
    () => saveFile('framescope-ca.pem', new Blob([ca.pem], { type: 'application/x-pem-file' })),
    [ca],
  );
  return (
    <div className={css.essentials}>
      <Facts facts={facts} />
      <Button icon={Download} onClick={download}>
        Download CA certificate (PEM)
      </Button>
    </div>
  );
}

function Guides(setup: ProxySetup) {
  const { proxy, caPath } = setup;
  const [client, setClient] = useState(CLIENT_GUIDES[0]?.id ?? '');
  const tabs = useMemo<readonly Tab<string>[]>(
    () =>
      CLIENT_GUIDES.map((guide) => ({
        id: guide.id,
        label: guide.name,
        content: <Guide guide={guide} proxy={proxy} caPath={caPath} />,
      })),
    [proxy, caPath],
  );
  return (
    <div className={css.guides}>
      <Tabs label="Clients" tabs={tabs} value={client} onChange={setClient} />
    </div>
  );
}

function Guide({ guide, proxy, caPath }: ProxySetup & { guide: ClientGuide }) {
  return (
    <ol className={css.steps}>
      {guide.steps.map(({ text, snippet }) => (
        <li key={text}>
          <p>{text}</p>
          {snippet ? <Snippet text={snippet({ proxy, caPath })} /> : null}
        </li>
      ))}
    </ol>
  );
}

function Snippet({ text }: { text: string }) {
  return (
    <div className={css.snippet}>
      <pre>{text}</pre>
      <CopyButton text={text} label="Copy" />
    </div>
  );
}
