// mockttp, passing WebSockets through and reporting every message. Arguments: the folder of its certificate authority.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateCACertificate, getLocal } from 'mockttp';
import './names.mjs';

for (const level of ['debug', 'info', 'log', 'warn', 'error']) console[level] = () => undefined;

const folder = process.argv[2];
const file = join(folder, 'authority.json');
mkdirSync(folder, { recursive: true });
if (!existsSync(file)) writeFileSync(file, JSON.stringify(await generateCACertificate()), { mode: 0o600 });

const server = getLocal({
  https: JSON.parse(readFileSync(file, 'utf8')),
  http2: false,
  recordTraffic: false,
  suggestChanges: false,
});
await server.start({ startPort: 20_000, endPort: 32_000 });
await server.forAnyWebSocket().thenPassThrough({ ignoreHostHttpsErrors: true });
await server.on('websocket-message-received', () => undefined);
await server.on('websocket-message-sent', () => undefined);
process.stdout.write(`${JSON.stringify({ port: server.port })}\n`);
process.on('SIGINT', () => process.exit(0));
