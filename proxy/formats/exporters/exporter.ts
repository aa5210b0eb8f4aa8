// What an exporter is: connections and messages in, text out, piece by piece. Whoever drives it decides which ones, in
// the order that the exporter asks for, and masks them first (redaction.ts). It knows no file and no session.

import type { Body, ConnectionDetail, Decoded, MessageFacts, Note } from '../../contract/model.ts';

export interface ExportConnection extends ConnectionDetail {
  /** Null where there was none, or none was kept. */
  readonly requestBody: Body | null;
  readonly responseBody: Body | null;
  /** What people put down about it; null: nothing. */
  readonly note: Note | null;
}

export interface ExportMessage extends MessageFacts {
  readonly payload: Uint8Array;
  /** Of a Close frame; null for every other message, and for a Close frame without a code. */
  readonly closeCode: number | null;
  readonly closeReason: string;
  readonly decoded: Decoded | null;
  readonly note: Note | null;
}

export interface Exporter {
  /**
   * `time`: each connection once its answer is known, messages by seq whatever their connection, each close when it
   * happens. `connection`: one connection with all its messages and its close, then the next.
   */
  readonly order: 'time' | 'connection';
  begin(): string;
  /** Once per connection, before its messages; for an HTTP exchange too. */
  connection(connection: ExportConnection): string;
  message(message: ExportMessage, connection: ConnectionDetail): string;
  /** Once per connection, with its last state; also for one that is still open when the export ends. */
  close(connection: ExportConnection): string;
  finish(): string;
}
