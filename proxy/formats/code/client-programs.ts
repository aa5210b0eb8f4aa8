// A captured handshake as a small program that makes it again and prints what it hears: Node.js with `ws`, Python with
// `websockets`. Headers, cookies, subprotocols and the offer of compression are those of the client.

import type { ConnectionDetail, Headers } from '../../contract/model.ts';
import { offersDeflate, ownHeaders, plainUrl, subprotocols } from './handshake-offer.ts';
import { stringLiteral } from './string-literal.ts';

export function javascriptProgram(detail: ConnectionDetail): string {
  const offered = subprotocols(detail).map(stringLiteral).join(', ');
  return `// Node.js, as a .mjs file, after: npm install ws
// (A browser's own WebSocket cannot set headers.)
import WebSocket from 'ws';

const socket = new WebSocket(${stringLiteral(plainUrl(detail.url))}, [${offered}], {
  perMessageDeflate: ${offersDeflate(detail)},
  headers: {${indented(headerProperties(ownHeaders(detail)), '    ', '  ')}},
});

socket.on('open', () => console.log('open', socket.protocol));
socket.on('message', (data, isBinary) => console.log(isBinary ? data : data.toString()));
socket.on('close', (code, reason) => console.log('close', code, reason.toString()));
socket.on('error', (error) => console.error(error.message));
`;
}

export function pythonProgram(detail: ConnectionDetail): string {
  const offered = subprotocols(detail).map(stringLiteral).join(', ');
  const headers = ownHeaders(detail).filter(([name]) => name.toLowerCase() !== 'user-agent');
  const pairs = headers.map(([name, value]) => `(${stringLiteral(name)}, ${stringLiteral(value)}),`);
  return `# Python 3.9 or newer, after: pip install websockets
import asyncio

from websockets.asyncio.client import connect


async def main():
    async with connect(
        ${stringLiteral(plainUrl(detail.url))},
        subprotocols=${offered === '' ? 'None' : `[${offered}]`},
        compression=${offersDeflate(detail) ? stringLiteral('deflate') : 'None'},
        user_agent_header=${userAgent(detail)},
        additional_headers=[${indented(pairs, '            ', '        ')}],
    ) as socket:
        print('open', socket.subprotocol)
        async for message in socket:
            print(message)
        print('close', socket.close_code, socket.close_reason)


asyncio.run(main())
`;
}

/** A field that was sent several times is one property with all of its values. */
function headerProperties(headers: Headers): readonly string[] {
  const fields = Map.groupBy(headers, ([name]) => name.toLowerCase());
  return Array.from(fields.values(), (lines) => {
    const values = lines.map(([, value]) => stringLiteral(value));
    const value = values.length === 1 ? values[0] : `[${values.join(', ')}]`;
    return `${propertyName(lines[0]![0])}: ${value},`;
  });
}

/** Written plainly, this one name would set the prototype. */
function propertyName(name: string): string {
  return name === '__proto__' ? `[${stringLiteral(name)}]` : stringLiteral(name);
}

function userAgent({ requestHeaders }: ConnectionDetail): string {
  const header = requestHeaders.find(([name]) => name.toLowerCase() === 'user-agent');
  return header ? stringLiteral(header[1]) : 'None';
}

function indented(lines: readonly string[], indent: string, closing: string): string {
  return lines.length === 0 ? '' : `\n${lines.map((line) => indent + line).join('\n')}\n${closing}`;
}
