import { existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Metadata } from '@deepdecipher/client';
import type { StoredModel } from '@deepdecipher/client/node';
import { SEARCH_SERVICE } from '@deepdecipher/client/node/answers';
import { readTargetModel, writeTarget } from '../dataset/target.ts';
import { openWorkFile, type Remark, type Skipped, type WorkFile } from '../dataset/work-file.ts';
import { ImportError } from './import-error.ts';
import type { Importer } from './importer.ts';
import { type GivenMetadata, type SettledMetadata, settleMetadata } from './metadata.ts';
import { writeRankings } from './ranking.ts';
import { writeTokens } from './token-page.ts';

const RECORDER = '@deepdecipher/server 0.1.0';

export interface ImportOptions {
  readonly importer: Importer;
  /** The dataset to make or to add to. */
  readonly target: string;
  /** Says what is imported into what, in words: an unfinished import is resumed by the same job only. */
  readonly job: string;
  readonly given?: GivenMetadata;
  /** What the source itself says of a model. */
  readonly sent?: ReadonlyMap<string, Metadata>;
  /** Reads everything, writes nothing. @default false */
  readonly isDryRun?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** Stops after the source at hand; a later run goes on from there. */
  readonly signal?: AbortSignal;
}

export interface Progress {
  /** Sources dealt with, those of earlier runs included. */
  readonly done: number;
  readonly total: number;
}

/** What an import did, for people and for `FILE.report.json`. */
export interface ImportReport {
  readonly format: string;
  readonly about: string;
  readonly job: string;
  readonly is_dry_run: boolean;
  readonly begun_at: string;
  readonly seconds: number;
  readonly sources: { readonly read: number; readonly skipped: number; readonly done_before: number };
  readonly models: readonly ModelReport[];
  readonly skipped: readonly Skipped[];
  readonly remarks: readonly Remark[];
}

export interface ModelReport extends SettledMetadata {
  readonly pages: readonly ServicePages[];
  /** Entries for the search of tokens. */
  readonly tokens: number;
}

/** Pages of one service that were read. */
export interface ServicePages {
  readonly service: string;
  readonly model_pages: number;
  readonly layer_pages: number;
  readonly neuron_pages: number;
  /** Pages that the dataset had already and that now hold what was read. */
  readonly replaced: number;
  /** Pages that lie outside the model and were left out. */
  readonly outside: number;
}

/**
 * Reads all sources of an importer and puts what it finds into a dataset. What was found is kept in `TARGET.importing`
 * until the dataset is whole: stopped at any moment and started again, it goes on where it was. Memory: one source, and
 * one number or name per neuron.
 *
 * @throws {ImportError} if there is nothing to read, or another import of the same dataset is unfinished
 * @throws {DatasetError} if the target is there but no dataset
 */
export async function runImport(options: ImportOptions): Promise<ImportReport> {
  const { importer, target, job, isDryRun = false, onProgress, signal } = options;
  const began = performance.now();
  checkTarget(target);
  const workPath = isDryRun ? undefined : `${target}.importing`;
  const sources = await importer.sources(signal);
  const work = openWorkFile(workPath, job);
  let report: ImportReport;
  try {
    const todo = sources.filter((source) => !work.isDone(source));
    const doneBefore = sources.length - todo.length;
    let done = doneBefore;
    onProgress?.({ done, total: sources.length });
    for (const source of todo) {
      signal?.throwIfAborted();
      await work.take(source, (stage) => importer.read(source, stage, signal));
      done += 1;
      onProgress?.({ done, total: sources.length });
    }
    importer.prepare?.(work.tokens());
    work.assemble((key, parts, stage) => importer.assemble?.(key, parts, stage));
    const models = publish(work, options);
    report = {
      format: importer.format,
      about: importer.about,
      job,
      is_dry_run: isDryRun,
      begun_at: work.begunAt,
      seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
      sources: { ...work.counts(), done_before: doneBefore },
      models,
      skipped: work.skipped(),
      remarks: work.remarks(),
    };
  } finally {
    work.close();
  }
  if (workPath) rmSync(workPath);
  return report;
}

function checkTarget(target: string): void {
  const folder = path.dirname(path.resolve(target));
  if (!existsSync(folder)) throw new ImportError('wrong-target', `there is no folder ${folder}. Create it first.`);
  if (existsSync(target) && !statSync(target).isFile()) {
    throw new ImportError('wrong-target', `${target} is no file. Name the dataset to write with --output.`);
  }
}

/** Puts everything from the work file into the target; for a dry run only says what that would be. */
function publish(work: WorkFile, options: ImportOptions): ModelReport[] {
  const { target, isDryRun = false } = options;
  const models = work.models().map((model) => ({ model, before: readTargetModel(target, model) }));
  if (isDryRun || models.length === 0) return models.map(({ model, before }) => describe(work, model, before, options));
  const reports: ModelReport[] = [];
  writeTarget(target, (writer) => {
    for (const { model, before } of models) {
      const report = describe(work, model, before, options);
      writer.model(report.metadata);
      const replaced = new Map<string, number>();
      for (const { front, ...key } of work.pages(model)) {
        if (isOutside(report.metadata, key.layer, key.neuron)) continue;
        if (writer.page(key, front)) replaced.set(key.service, (replaced.get(key.service) ?? 0) + 1);
      }
      writeRankings(writer, report.metadata, work.ranks(model));
      writeTokens(writer, report.metadata, work.tokens(model));
      const pages = report.pages.map((entry) => ({ ...entry, replaced: replaced.get(entry.service) ?? 0 }));
      reports.push({ ...report, pages });
    }
  });
  return reports;
}

function isOutside({ num_layers, layer_size }: Metadata, layer: number, neuron: number): boolean {
  return layer >= num_layers || neuron >= layer_size;
}

function describe(work: WorkFile, model: string, before: StoredModel | undefined, options: ImportOptions): ModelReport {
  const { importer, given = {}, sent } = options;
  const metadataSent = sent?.get(model);
  // What the API offers is not what was copied of it.
  const metadata = before?.metadata ?? (metadataSent && { ...metadataSent, available_services: [] });
  const known = metadata && {
    metadata,
    all: before ? readObject(before.json) : metadata,
    origin: before ? ('kept from the dataset' as const) : ('sent by the API' as const),
  };
  let tokens = 0;
  for (const _ of work.tokens(model).entries()) tokens += 1;
  const search = tokens > 0 ? [SEARCH_SERVICE, 'neuron2graph'] : [];
  const services = [...new Set([...work.services(model), ...search])];
  const extent = work.extent(model);
  const settled = settleMetadata({
    model,
    given,
    known,
    extent,
    services,
    source: importer.origin,
    recorder: RECORDER,
    begunAt: work.begunAt,
  });
  return { ...settled, pages: countPages(work, model, settled.metadata), tokens };
}

function readObject(json: string): object {
  const value: unknown = JSON.parse(json);
  return typeof value === 'object' && value !== null ? value : {};
}

function countPages(work: WorkFile, model: string, metadata: Metadata): ServicePages[] {
  const counts = new Map<string, { model: number; layer: number; neuron: number; outside: number }>();
  for (const { service, layer, neuron } of work.keys(model)) {
    const count = counts.get(service) ?? { model: 0, layer: 0, neuron: 0, outside: 0 };
    counts.set(service, count);
    if (isOutside(metadata, layer, neuron)) count.outside += 1;
    else if (neuron >= 0) count.neuron += 1;
    else if (layer >= 0) count.layer += 1;
    else count.model += 1;
  }
  return [...counts].map(([service, count]) => ({
    service,
    model_pages: count.model,
    layer_pages: count.layer,
    neuron_pages: count.neuron,
    replaced: 0,
    outside: count.outside,
  }));
}
