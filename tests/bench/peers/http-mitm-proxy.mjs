// http-mitm-proxy as it comes, with its own WebSocket handling: every message passes its hook. The package is the one
// that the product depends on. Arguments: the folder of its certificates.

import http from 'node:http';
import https from 'node:https';
import { Proxy } from 'http-mitm-proxy';
import './names.mjs';

for (const level of ['debug', 'info', 'log', 'error']) console[level] = () => undefined;

const proxy = new Proxy();
proxy.onError(() => undefined);
proxy.onWebSocketError(() => undefined);
proxy.onWebSocketFrame((_context, _type, _fromServer, data, flags, done) => done(null, data, flags));
proxy.listen(
  {
    host: '127.0.0.1',
    port: 0,
    sslCaDir: process.argv[2],
    keepAlive: true,
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true, rejectUnauthorized: false }),
  },
  () => process.stdout.write(`${JSON.stringify({ port: proxy.httpPort })}\n`),
);
process.on('SIGINT', () => process.exit(0));
