import { expect, test } from 'vitest';
import type { ExportId } from '../../../../proxy/contract/ids.ts';
import type { ExportQuery } from '../../../../proxy/contract/session.ts';
import { runExport } from '../../../../renderer/features/export/export-run.ts';
import { createSessionFixture } from '../../support/session-fixture.ts';

const QUERY: ExportQuery = {
  format: 'ndjson',
  filter: '',
  connections: null,
  messages: null,
  redact: true,
  decode: true,
  live: false,
};

function exporting(parts: readonly string[]) {
  let read = 0;
  return createSessionFixture({
    answers: {
      startExport: async () => 7 as ExportId,
      readExport: async () => {
        const bytes = new TextEncoder().encode(parts[read++]);
        return { bytes, done: read === parts.length, progress: read, total: parts.length };
      },
    },
  });
}

test('an export is the chunks of the engine, one after the other', async () => {
  const { session } = exporting(['{"a":1}\n', '', '{"b":2}\n']);
  const seen: number[] = [];
  const file = await runExport(session, QUERY, new AbortController().signal, ({ progress }) =>
    seen.push(progress),
  );
  expect(await file?.text()).toBe('{"a":1}\n{"b":2}\n');
  expect(seen).toEqual([1, 2, 3]);
});

test('an export that is cancelled gives no file and is cancelled in the engine', async () => {
  const { session, calls } = exporting(['a', 'b', 'c']);
  const abort = new AbortController();
  const file = await runExport(session, QUERY, abort.signal, () => abort.abort());
  expect(file).toBeNull();
  expect(calls.at(-1)).toEqual({ method: 'cancelExport', args: [7] });
});
