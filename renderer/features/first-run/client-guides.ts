// How clients other than our own browser come to use the proxy and to trust its CA: words and copy-paste lines.

export interface ProxySetup {
  /** `127.0.0.1:8899` */
  readonly proxy: string;
  readonly caPath: string;
}

export interface GuideStep {
  readonly text: string;
  /** A line to paste; absent where there is only something to click. */
  readonly snippet?: (setup: ProxySetup) => string;
}

export interface ClientGuide {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly GuideStep[];
}

export const CLIENT_GUIDES: readonly ClientGuide[] = [
  {
    id: 'terminal',
    name: 'Terminal',
    steps: [
      {
        text: 'For every program started from this shell (curl, Python, Ruby, Go, Node 24):',
        snippet: ({ proxy, caPath }) =>
          [
            `export HTTP_PROXY=http://${proxy} HTTPS_PROXY=http://${proxy}`,
            `export http_proxy=http://${proxy} https_proxy=http://${proxy}`,
            `export SSL_CERT_FILE=${quote(caPath)}`,
            `export CURL_CA_BUNDLE=${quote(caPath)}`,
            `export REQUESTS_CA_BUNDLE=${quote(caPath)}`,
            `export NODE_EXTRA_CA_CERTS=${quote(caPath)} NODE_USE_ENV_PROXY=1`,
          ].join('\n'),
      },
    ],
  },
  {
    id: 'curl',
    name: 'curl',
    steps: [
      {
        text: 'One request through the proxy:',
        snippet: ({ proxy, caPath }) =>
          `curl --proxy http://${proxy} --cacert ${quote(caPath)} https://example.org/`,
      },
    ],
  },
  {
    id: 'node',
    name: 'Node',
    steps: [
      {
        text: 'Node 24 sends fetch, http, https and its own WebSocket through the proxy of its environment:',
        snippet: ({ proxy, caPath }) =>
          `NODE_USE_ENV_PROXY=1 HTTP_PROXY=http://${proxy} HTTPS_PROXY=http://${proxy} NODE_EXTRA_CA_CERTS=${quote(caPath)} node app.js`,
      },
      {
        text: 'The ws package does not look there; give it an agent (npm install https-proxy-agent):',
        snippet: ({ proxy }) => `new WebSocket(url, { agent: new HttpsProxyAgent('http://${proxy}') })`,
      },
    ],
  },
  {
    id: 'python',
    name: 'Python',
    steps: [
      {
        text: 'requests, httpx, aiohttp (trust_env=True) and websockets 15 read the environment:',
        snippet: ({ proxy, caPath }) =>
          `HTTP_PROXY=http://${proxy} HTTPS_PROXY=http://${proxy} SSL_CERT_FILE=${quote(caPath)} REQUESTS_CA_BUNDLE=${quote(caPath)} python app.py`,
      },
    ],
  },
  {
    id: 'chrome',
    name: 'Chrome, Edge',
    steps: [
      {
        text: 'Start it with a profile of its own and the proxy; the last option sends localhost through it too:',
        snippet: ({ proxy }) =>
          `google-chrome --user-data-dir=/tmp/framescope-profile --proxy-server=http://${proxy} --proxy-bypass-list='<-loopback>'`,
      },
      {
        text: 'Then open chrome://certificate-manager, choose Local certificates, Installed by you, Trusted certificates, Import, and take the CA file.',
      },
    ],
  },
  {
    id: 'firefox',
    name: 'Firefox',
    steps: [
      {
        text: 'Settings, General, Network Settings: choose Manual proxy configuration, enter the address as HTTP Proxy, and tick “Also use this proxy for HTTPS”.',
        snippet: ({ proxy }) => proxy,
      },
      {
        text: 'Settings, Privacy & Security, View Certificates, Authorities, Import: take the CA file and tick “Trust this CA to identify websites”.',
      },
      {
        text: 'To see localhost traffic, set network.proxy.allow_hijacking_localhost to true in about:config.',
      },
    ],
  },
  {
    id: 'system',
    name: 'System trust',
    steps: [
      {
        text: 'macOS:',
        snippet: ({ caPath }) =>
          `sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${quote(caPath)}`,
      },
      {
        text: 'Debian, Ubuntu:',
        snippet: ({ caPath }) =>
          `sudo cp ${quote(caPath)} /usr/local/share/ca-certificates/framescope.crt && sudo update-ca-certificates`,
      },
      { text: 'Fedora, Arch:', snippet: ({ caPath }) => `sudo trust anchor ${quote(caPath)}` },
      { text: 'Windows:', snippet: ({ caPath }) => `certutil -addstore -user Root "${caPath}"` },
    ],
  },
  {
    id: 'phone',
    name: 'Phone',
    steps: [
      {
        text: 'The proxy listens on this machine only. Start it for your network on purpose, in a network that you trust:',
        snippet: ({ proxy }) => `framescope --proxy-host 0.0.0.0 --proxy-port ${portOf(proxy)}`,
      },
      { text: 'In the phone’s Wi-Fi settings, enter this machine’s address and that port as HTTP proxy.' },
      {
        text: 'On the phone, open this address and install the certificate that it offers. iOS: then switch it on under General, About, Certificate Trust Settings. Android: Security, Install a certificate, CA certificate; apps must allow user CAs.',
        snippet: () => 'http://framescope.local/',
      },
    ],
  },
];

function portOf(proxy: string): string {
  return proxy.slice(proxy.lastIndexOf(':') + 1);
}

/** Only where a POSIX shell needs it. */
function quote(path: string): string {
  return /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
