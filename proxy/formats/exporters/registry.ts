// Which exporter writes which format.

import type { ExportFormat } from '../../contract/session.ts';
import type { Exporter } from './exporter.ts';
import { createHarExporter } from './har.ts';
import { createNdjsonExporter } from './ndjson.ts';

export interface ExporterOptions {
  /** Add what decoders read, where the format has a place for it. */
  readonly decode: boolean;
  /** Of Framescope, for formats that name their creator. */
  readonly version: string;
}

export function createExporter(format: ExportFormat, { decode, version }: ExporterOptions): Exporter {
  switch (format) {
    case 'ndjson':
      return createNdjsonExporter(decode);
    case 'har':
      return createHarExporter(version);
  }
}
