// What the columns of the connection list are called: in the header, and in full.

import type { ColumnId } from '../../state/columns.ts';

export const COLUMN_TITLES: Readonly<Record<ColumnId, readonly [short: string, long: string]>> = {
  state: ['', 'State'],
  name: ['Name', 'Name'],
  host: ['Host', 'Host'],
  method: ['Method', 'Method'],
  status: ['Status', 'Status'],
  type: ['Type', 'Type'],
  protocol: ['Proto', 'Protocol'],
  sent: ['▲', 'Messages sent'],
  received: ['▼', 'Messages received'],
  bytes: ['Bytes', 'Bytes on the wire'],
  duration: ['Duration', 'Duration'],
  activity: ['Last', 'Last activity'],
  waterfall: ['Waterfall', 'Waterfall: from opened to ended; sorts by start'],
};
