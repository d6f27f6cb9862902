import { DatabaseSync } from 'node:sqlite';
import type { NeuronIndex } from '@deepdecipher/client';
import type { PageKey } from '@deepdecipher/client/node';
import * as v from 'valibot';
import { ImportError, UnreadableSourceError } from '../importers/import-error.ts';
import type { PagePart, Source, Stage, TokenIndex, TokenKind } from '../importers/importer.ts';
import { type PageFront, packFront } from './envelope-writer.ts';

const TABLES = `
  CREATE TABLE IF NOT EXISTS job (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS source (name TEXT PRIMARY KEY, was_read INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS page (model TEXT, service TEXT, layer INTEGER, neuron INTEGER, front BLOB NOT NULL,
    PRIMARY KEY (model, service, layer, neuron)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS part (model TEXT, service TEXT, layer INTEGER, neuron INTEGER, position INTEGER, kind TEXT NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (model, service, layer, neuron, position)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS rank (model TEXT, layer INTEGER, neuron INTEGER, importance REAL NOT NULL, peak_tokens TEXT NOT NULL,
    PRIMARY KEY (model, layer, neuron)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS token (model TEXT, kind TEXT, token TEXT, layer INTEGER, neuron INTEGER, strength REAL,
    PRIMARY KEY (model, kind, token, layer, neuron)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS skipped (reason TEXT PRIMARY KEY, count INTEGER NOT NULL, examples TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS remark (text TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT;`;

// Pages of neurons are many times as large as SQLite's own page by default.
const PAGE_BYTES = 16_384;
// 40 MiB: rarer waits for the disk than by default, still little to read again.
const CHECKPOINT_PAGES = 2500;
const MAX_EXAMPLES = 5;
const EMPTY = new Uint8Array();

/** Something that was left out, in the words of the report. */
export interface Skipped {
  readonly reason: string;
  readonly count: number;
  /** The first few. */
  readonly examples: readonly string[];
}

export interface Remark {
  readonly text: string;
  readonly count: number;
}

export interface Ranked extends NeuronIndex {
  readonly importance: number;
  readonly peakTokens: readonly string[];
}

/**
 * Keeps what an import has found until it is whole, in a file that survives the end of the process at any moment.
 * Sources count as read or not at all.
 */
export interface WorkFile {
  /** When the work began: an ISO instant, the same after a resumption. */
  readonly begunAt: string;
  /** Whether a source was dealt with, in this run or one before. */
  isDone(source: Source): boolean;
  /** Runs `read` and keeps all it stages; if it throws an {@link UnreadableSourceError}, keeps the reason instead. */
  take(source: Source, read: (stage: Stage) => void | Promise<void>): Promise<void>;
  /** Gives `assemble` the parts of every place, one place after the other. */
  assemble(assemble: (key: PageKey, parts: readonly PagePart[], stage: Stage) => void): void;
  /** Sources dealt with. */
  counts(): { readonly read: number; readonly skipped: number };
  models(): readonly string[];
  services(model: string): readonly string[];
  /** Greatest layer and neuron seen; -1 if none. */
  extent(model: string): NeuronIndex;
  keys(model: string): Iterable<PageKey>;
  /** By key. */
  pages(model: string): Iterable<PageKey & { readonly front: PageFront }>;
  ranks(model: string): Iterable<Ranked>;
  tokens(model?: string): TokenIndex;
  skipped(): readonly Skipped[];
  remarks(): readonly Remark[];
  close(): void;
}

const CountSchema = v.object({ count: v.number() });
const ValueSchema = v.optional(v.object({ value: v.string() }));
const KeyEntries = { model: v.string(), service: v.string(), layer: v.number(), neuron: v.number() };
const KeySchema = v.object(KeyEntries);
const PageSchema = v.object({ ...KeyEntries, front: v.instance(Uint8Array) });
const PartSchema = v.object({ kind: v.string(), value: v.string() });
const RankSchema = v.object({ layer: v.number(), neuron: v.number(), importance: v.number(), peak_tokens: v.string() });
const TokenSchema = v.object({
  kind: v.picklist(['activating', 'important']),
  token: v.string(),
  layer: v.number(),
  neuron: v.number(),
  strength: v.nullable(v.number()),
});
const SkippedSchema = v.object({ reason: v.string(), count: v.number(), examples: v.string() });
const RemarkSchema = v.object({ text: v.string(), count: v.number() });
const StringsSchema = v.array(v.string());

/**
 * Opens the work file of an import, or makes it.
 *
 * @param file its path; undefined for a dry run, in which pages are counted but not kept
 * @param job says in words what is done; a file of another job is refused
 * @throws {ImportError} if the file belongs to another import, or to one that is running
 */
export function openWorkFile(file: string | undefined, job: string): WorkFile {
  // SQLite gives a database without a name a temporary file of its own.
  const database = new DatabaseSync(file ?? '');
  try {
    // Exclusive: a second process that imports into the same target is refused.
    database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}; ${TABLES}`);
    checkJob(database, file ?? '', job);
  } catch (error) {
    database.close();
    if (error instanceof ImportError) throw error;
    const message = `cannot work in ${file}: ${error instanceof Error ? error.message : error}. Is another import writing the same dataset?`;
    throw new ImportError('unfinished-import', message, { cause: error });
  }
  return new SqliteWorkFile(database, file !== undefined);
}

function checkJob(database: DatabaseSync, file: string, job: string): void {
  const found = v.parse(ValueSchema, database.prepare(`SELECT value FROM job WHERE name = 'job'`).get());
  if (found === undefined) {
    const insert = database.prepare('INSERT INTO job VALUES (?, ?)');
    insert.run('job', job);
    insert.run('begun_at', new Date().toISOString());
  } else if (found.value !== job) {
    const message = `${file} holds an unfinished import of another kind (${found.value}). Run that again to finish it, or delete the file to drop it.`;
    throw new ImportError('unfinished-import', message);
  }
}

class SqliteWorkFile implements WorkFile {
  readonly #database: DatabaseSync;
  readonly #stage: Stage;
  readonly begunAt: string;

  constructor(database: DatabaseSync, keepsPages: boolean) {
    this.#database = database;
    this.#stage = createStage(database, keepsPages);
    const begun = v.parse(ValueSchema, database.prepare(`SELECT value FROM job WHERE name = 'begun_at'`).get());
    this.begunAt = begun?.value ?? '';
  }

  isDone(source: Source): boolean {
    return this.#database.prepare('SELECT 1 FROM source WHERE name = ?').get(source.name) !== undefined;
  }

  async take(source: Source, read: (stage: Stage) => void | Promise<void>): Promise<void> {
    const insert = this.#database.prepare('INSERT INTO source VALUES (?, ?)');
    this.#database.exec('BEGIN');
    try {
      await read(this.#stage);
      insert.run(source.name, 1);
    } catch (error) {
      this.#database.exec('ROLLBACK');
      if (!(error instanceof UnreadableSourceError)) throw error;
      this.#database.exec('BEGIN');
      this.#stage.skip(source.name, error.message);
      insert.run(source.name, 0);
    }
    this.#database.exec('COMMIT');
  }

  assemble(assemble: (key: PageKey, parts: readonly PagePart[], stage: Stage) => void): void {
    const first = this.#database.prepare('SELECT model, service, layer, neuron FROM part LIMIT 1');
    const where = 'WHERE model = ? AND service = ? AND layer = ? AND neuron = ?';
    const parts = this.#database.prepare(`SELECT kind, value FROM part ${where} ORDER BY position`);
    const remove = this.#database.prepare(`DELETE FROM part ${where}`);
    for (;;) {
      const key = v.parse(v.optional(KeySchema), first.get());
      if (key === undefined) return;
      const place = [key.model, key.service, key.layer, key.neuron] as const;
      const found = parts.all(...place).map((row) => {
        const { kind, value } = v.parse(PartSchema, row);
        return { kind, value: JSON.parse(value) as unknown };
      });
      this.#database.exec('BEGIN');
      assemble(key, found, this.#stage);
      remove.run(...place);
      this.#database.exec('COMMIT');
    }
  }

  counts(): { read: number; skipped: number } {
    const count = this.#database.prepare('SELECT count(*) AS count FROM source WHERE was_read = ?');
    return { read: v.parse(CountSchema, count.get(1)).count, skipped: v.parse(CountSchema, count.get(0)).count };
  }

  models(): string[] {
    const rows = this.#database.prepare('SELECT model FROM page UNION SELECT model FROM token ORDER BY model').all();
    return rows.map((row) => v.parse(v.object({ model: v.string() }), row).model);
  }

  services(model: string): string[] {
    const rows = this.#database
      .prepare('SELECT DISTINCT service FROM page WHERE model = ? ORDER BY service')
      .all(model);
    return rows.map((row) => v.parse(v.object({ service: v.string() }), row).service);
  }

  extent(model: string): NeuronIndex {
    const row = this.#database
      .prepare(
        `SELECT coalesce(max(layer), -1) AS layer, coalesce(max(neuron), -1) AS neuron FROM
          (SELECT layer, neuron FROM page WHERE model = ? UNION ALL SELECT layer, neuron FROM token WHERE model = ?)`,
      )
      .get(model, model);
    return v.parse(v.object({ layer: v.number(), neuron: v.number() }), row);
  }

  *keys(model: string): Iterable<PageKey> {
    const rows = this.#database.prepare('SELECT model, service, layer, neuron FROM page WHERE model = ?');
    for (const row of rows.iterate(model)) yield v.parse(KeySchema, row);
  }

  *pages(model: string): Iterable<PageKey & { front: PageFront }> {
    const rows = this.#database.prepare('SELECT * FROM page WHERE model = ? ORDER BY service, layer, neuron');
    for (const row of rows.iterate(model)) yield v.parse(PageSchema, row);
  }

  *ranks(model: string): Iterable<Ranked> {
    const rows = this.#database.prepare('SELECT layer, neuron, importance, peak_tokens FROM rank WHERE model = ?');
    for (const row of rows.iterate(model)) {
      const { peak_tokens, ...rank } = v.parse(RankSchema, row);
      yield { ...rank, peakTokens: v.parse(StringsSchema, JSON.parse(peak_tokens)) };
    }
  }

  tokens(model?: string): TokenIndex {
    const database = this.#database;
    return {
      *entries() {
        const rows = database.prepare(
          'SELECT kind, token, layer, neuron, strength FROM token WHERE model = ifnull(?, model) ORDER BY kind, token, layer, neuron',
        );
        for (const row of rows.iterate(model ?? null)) yield v.parse(TokenSchema, row);
      },
    };
  }

  skipped(): Skipped[] {
    const rows = this.#database
      .prepare('SELECT reason, count, examples FROM skipped ORDER BY count DESC, reason')
      .all();
    return rows.map((row) => {
      const { reason, count, examples } = v.parse(SkippedSchema, row);
      return { reason, count, examples: v.parse(StringsSchema, JSON.parse(examples)) };
    });
  }

  remarks(): Remark[] {
    return this.#database
      .prepare('SELECT text, count FROM remark ORDER BY rowid')
      .all()
      .map((row) => v.parse(RemarkSchema, row));
  }

  close(): void {
    this.#database.close();
  }
}

function createStage(database: DatabaseSync, keepsPages: boolean): Stage {
  const page = database.prepare('INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?)');
  const part = database.prepare(
    `INSERT INTO part VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(position), -1) + 1 FROM part
      WHERE model = ?1 AND service = ?2 AND layer = ?3 AND neuron = ?4), ?5, ?6)`,
  );
  const rank = database.prepare('INSERT OR REPLACE INTO rank VALUES (?, ?, ?, ?, ?)');
  const token = database.prepare(
    `INSERT INTO token VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
      strength = coalesce(max(strength, excluded.strength), strength, excluded.strength)`,
  );
  const skip = database.prepare(
    `INSERT INTO skipped VALUES (?1, 1, json_array(?2)) ON CONFLICT (reason) DO UPDATE SET count = count + 1,
      examples = iif(count < ${MAX_EXAMPLES}, json_insert(examples, '$[#]', ?2), examples)`,
  );
  const remark = database.prepare(
    'INSERT INTO remark VALUES (?, 1) ON CONFLICT (text) DO UPDATE SET count = count + 1',
  );
  const pageText: Stage['pageText'] = ({ model, service, layer, neuron }, json) => {
    page.run(model, service, layer, neuron, keepsPages ? packFront(json) : EMPTY);
  };
  return {
    pageText,
    page: (key, data) => pageText(key, JSON.stringify(data)),
    part({ model, service, layer, neuron }, kind, value) {
      part.run(model, service, layer, neuron, kind, JSON.stringify(value));
    },
    rank(model, { layer, neuron }, importance, peakTokens) {
      rank.run(model, layer, neuron, importance, JSON.stringify(peakTokens));
    },
    token(model, kind: TokenKind, text, { layer, neuron }, strength) {
      token.run(model, kind, text, layer, neuron, strength ?? null);
    },
    skip: (what, reason) => void skip.run(reason, what),
    remark: (text) => void remark.run(text),
  };
}
