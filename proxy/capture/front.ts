// What to do with a client's socket: read one head and send it down its lane (upgrade, HTTP, CONNECT), inside of a
// CONNECT again, as deep as clients nest. Nothing here changes a byte.

import type net from 'node:net';
import { type RequestHead, headerValue, parseRequestHead } from '../protocol/http-head.ts';
import type { Authority } from './certificate-authority.ts';
import { type ConnectOptions, connect } from './connect.ts';
import { type HeadResult, readRequestHead } from './head-reader.ts';
import { type HttpLaneOptions, serveHttp } from './http-lane.ts';
import { type Lane, TICKET_FIELD, type Ticket, wayOf } from './lane.ts';
import { createPortal } from './portal.ts';
import { refuseTarget } from './tunnel-reports.ts';
import { type UpgradeOptions, forwardUpgrade, isUpgrade } from './upgrade.ts';

export interface FrontOptions extends UpgradeOptions, Omit<ConnectOptions, 'inside'> {
  readonly authority: Authority;
  readonly takeTicket: (nonce: string) => Ticket | null;
}

export interface Front {
  /** A connection that was accepted on the proxy's port. */
  accept(socket: net.Socket): void;
}

export function createFront(options: FrontOptions): Front {
  const portal = createPortal(options.authority);
  const httpLane: HttpLaneOptions = {
    ...options,
    isOwn: (lane, head) => portal.isOwn(lane, head),
    switched: (lane, head, headText) => start(lane, route(lane, head, headText)),
  };

  /** Every way that a connection takes ends here when it fails as none should. */
  const start = (lane: Lane, way: Promise<void>): void => {
    way.catch(() => lane.client.raw.destroy());
  };

  const dispatch = async (lane: Lane, result: HeadResult): Promise<void> => {
    const head = headOf(result);
    if (head && (head.method === 'CONNECT' || isUpgrade(head))) {
      await route(lane, head, result.bytes.toString('latin1'));
    } else await serveHttp(lane, result, httpLane);
  };

  const route = async (lane: Lane, head: RequestHead, headText: string): Promise<void> => {
    const ticket = lane.ticket ?? options.takeTicket(headerValue(head.headers, TICKET_FIELD) ?? '');
    if (head.method === 'CONNECT')
      await connect({ ...lane, ticket }, head, headText, { ...options, inside: dispatch });
    else if (isUpgrade(head)) await upgrade({ ...lane, ticket }, head, headText);
    else portal.serve(lane, headText);
  };

  /** Again and again while the socket may carry another request. */
  const upgrade = async (lane: Lane, head: RequestHead, headText: string): Promise<void> => {
    const way = wayOf(head, lane);
    if (!way) {
      refuseTarget(lane.client, head, options);
      return;
    }
    const again = await forwardUpgrade({ lane, ...way, head, headText }, options);
    if (again) await dispatch(lane, await readRequestHead(lane.client.socket));
  };

  return {
    accept(socket) {
      socket.on('error', () => undefined); // those who carry its bytes see it in `errored`
      const lane: Lane = { client: { socket, raw: socket }, tunnel: null, ticket: null };
      start(
        lane,
        readRequestHead(socket).then((result) => dispatch(lane, result)),
      );
    },
  };
}

/** Null when this is no request; a CONNECT is one whatever follows it, so that it is refused as such. */
function headOf({ kind, bytes }: HeadResult): RequestHead | null {
  if (kind !== 'head') return null;
  const head = parseRequestHead(bytes);
  if (head || bytes.toString('latin1', 0, 8) !== 'CONNECT ') return head;
  return { method: 'CONNECT', target: '', version: 'HTTP/1.1', headers: [] };
}
