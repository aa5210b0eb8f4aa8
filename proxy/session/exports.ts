// The exports that are being read, by the numbers that fronts know them by.

import type { ConnectionId, ExportId } from '../contract/ids.ts';
import type { ExportChunk, ExportQuery } from '../contract/session.ts';
import { ExportJob, type ExportSource } from './export-job.ts';
import { notFound } from './not-found.ts';
import { readFilter } from './read-filter.ts';

export class Exports {
  readonly #source: ExportSource;
  readonly #version: string;
  readonly #jobs = new Map<ExportId, ExportJob>();
  #lastId = 0;

  /** @param version of Framescope, which an export may say */
  constructor(source: ExportSource, version: string) {
    this.#source = source;
    this.#version = version;
  }

  /** Fails with FILTER_INVALID. */
  startExport(query: ExportQuery): ExportId {
    const filter = readFilter(query.filter);
    this.#lastId += 1;
    const id = this.#lastId as ExportId;
    this.#jobs.set(id, new ExportJob(this.#source, query, filter, this.#version));
    return id;
  }

  /** Fails with NOT_FOUND. */
  readExport(id: ExportId): ExportChunk {
    const job = this.#jobs.get(id);
    if (!job) throw notFound('export');
    const chunk = job.read();
    if (chunk.done) this.#jobs.delete(id);
    return chunk;
  }

  endExport(id: ExportId): void {
    this.#jobs.get(id)?.end();
  }

  cancelExport(id: ExportId): void {
    this.#jobs.delete(id);
  }

  /** A connection is there to be seen, for the first time. */
  offer(id: ConnectionId): void {
    for (const job of this.#jobs.values()) job.offer(id);
  }
}
