import type { Answer, CallOptions, Found, Stale } from '../answers.ts';
import { ApiStatusError, type DeepDecipherError, InvalidReplyError, isDeepDecipherError } from '../errors.ts';
import { parseReply } from '../parse-reply.ts';
import type { Meaning, Question } from '../source.ts';
import type { Reply, Transport } from '../transports/transport.ts';
import { InFlight } from './in-flight.ts';
import { Memory } from './memory.ts';
import type { Store } from './store.ts';

export interface CacheOptions {
  /** Where pages are kept between sessions. @default nowhere */
  readonly store?: Store | undefined;
  /** Limit on the sum of the texts in memory, in UTF-16 units. @default 32 Mi */
  readonly memorySize?: number;
  /** Milliseconds for which a copy is used unasked; after that the API is asked whether it still holds. @default 60000 */
  readonly freshFor?: number;
  /**
   * Milliseconds after `freshFor` in which a copy is given at once, marked as stale, while the API is asked for the next time.
   * @default 0
   */
  readonly staleWhileRevalidate?: number;
  /** Milliseconds for which "not there" is believed unasked. @default 5000 */
  readonly absentFor?: number;
  /** The clock, in milliseconds. It may jump: what was confirmed in the future counts as old. @default Date.now */
  readonly now?: () => number;
}

/** What the cache did since it was made. */
export interface CacheStats {
  /** Answers given without a request. */
  readonly hits: number;
  /** Pages whose bodies were transferred. */
  readonly transferred: number;
  /** Requests that the API answered with "still the same". */
  readonly confirmed: number;
  /** Copies given because the API could not be asked. */
  readonly stale: number;
  /** Copies that came from the store. */
  readonly stored: number;
  /** Times that the store could not read or write, or held what no API sends. */
  readonly storeFailures: number;
  /** Answers in memory, and the sum of their texts in UTF-16 units. */
  readonly entries: number;
  readonly size: number;
}

interface Entry {
  readonly meaning: Meaning<unknown>;
  readonly etag: string | undefined;
  readonly version: string | undefined;
  readonly size: number;
  readonly checkedAt: number;
}

/** A stored page's age is not written anew before it is off by this much. */
const STORED_AGE_PRECISION = 3_600_000;

/**
 * Answers questions over a transport: from memory while that is fresh, else from the store or the API. Callers that ask the same
 * at the same time share one request. Failures are never kept; where an older copy is there it is given in a failure's place.
 */
export class Pages {
  readonly #transport: Transport;
  readonly #options: Required<Omit<CacheOptions, 'store' | 'memorySize'>>;
  readonly #store: Store | undefined;
  readonly #memory: Memory<Entry>;
  readonly #inFlight = new InFlight<Answer<unknown>>();
  readonly #counts = { hits: 0, transferred: 0, confirmed: 0, stale: 0, stored: 0, storeFailures: 0 };
  // The version of the dataset that the API named last, and when: what is of this version was confirmed then.
  #newest: { readonly version: string; readonly seenAt: number } | undefined;
  readonly #writes = new Set<Promise<void>>();
  #expiredAt = Number.NEGATIVE_INFINITY;
  // Counts how often everything was forgotten, so that what was asked for before is not kept after.
  #generation = 0;
  #epoch = 0;

  constructor(transport: Transport, options: CacheOptions) {
    const { freshFor = 60_000, staleWhileRevalidate = 0, absentFor = 5_000, now = Date.now } = options;
    this.#transport = transport;
    this.#options = { freshFor, staleWhileRevalidate, absentFor, now };
    this.#store = options.store;
    this.#memory = new Memory(options.memorySize ?? 32 * 2 ** 20);
  }

  /** One question's answer. Rejects with a {@link DeepDecipherError}, or with the signal's reason. */
  async get<T>(question: Question<T>, { signal, keptOnly = false }: CallOptions): Promise<Answer<T>> {
    signal?.throwIfAborted();
    const entry = this.#memory.get(keyOf(question));
    // A key has one question, and with it one type of value: `Question.as` says so.
    if (entry && this.#isFresh(entry)) return this.#hit(entry) as Answer<T>;
    if (keptOnly) return (await this.#kept(question, entry)) as Answer<T>;
    return this.#inFlight.share(keyOf(question), (shared) => this.#load(question, shared), signal) as Promise<
      Answer<T>
    >;
  }

  /** Counts all that is kept as old: it is asked for again before it is given, but stays for when the API is away. */
  expire(): void {
    this.#epoch += 1;
    this.#expiredAt = this.#options.now();
    this.#newest = undefined;
  }

  /** Changes whenever what was kept before is not to be trusted any more. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Forgets everything, also what is being asked for now. */
  async clear(): Promise<void> {
    this.#generation += 1;
    this.#epoch += 1;
    this.#memory.clear();
    this.#newest = undefined;
    // A page that is being written now must not be there afterwards.
    await Promise.all(this.#writes);
    await this.#stored((store) => store.clear());
  }

  stats(): CacheStats {
    return { ...this.#counts, entries: this.#memory.count, size: this.#memory.size };
  }

  async #kept<T>(question: Question<T>, entry: Entry | undefined): Promise<Answer<unknown>> {
    const kept = entry ?? (await this.#recall(question));
    if (kept === undefined) return { found: false, message: `Not seen before: ${this.#addressOf(question)}.` };
    this.#counts.hits += 1;
    return this.#isFresh(kept) ? kept.meaning : staleAnswer(kept, { confirmedAt: this.#confirmedAt(kept) });
  }

  async #load<T>(question: Question<T>, signal: AbortSignal): Promise<Answer<unknown>> {
    const entry = this.#memory.get(keyOf(question)) ?? (await this.#recall(question));
    signal.throwIfAborted();
    if (entry === undefined) return this.#ask(question, undefined, signal);
    if (this.#isFresh(entry)) return this.#hit(entry);
    if (this.#mayWait(entry)) {
      // Nobody waits for it: what it brings is there for the next who ask, and so is a failure.
      this.#inFlight.share(`again ${keyOf(question)}`, (shared) => this.#ask(question, entry, shared)).catch(() => {});
      this.#counts.hits += 1;
      return staleAnswer(entry, { confirmedAt: this.#confirmedAt(entry) });
    }
    try {
      return await this.#ask(question, entry, signal);
    } catch (error) {
      if (!isDeepDecipherError(error) || !isPassing(error) || !entry.meaning.found) throw error;
      this.#counts.stale += 1;
      return staleAnswer(entry, { confirmedAt: this.#confirmedAt(entry), reason: error });
    }
  }

  async #ask<T>(question: Question<T>, entry: Entry | undefined, signal: AbortSignal): Promise<Answer<unknown>> {
    const generation = this.#generation;
    // What expires while the API is being asked is not confirmed by its answer.
    const askedAt = this.#options.now();
    const reply = await this.#transport.get(question.path, { signal, etag: entry?.etag });
    const answer = this.#entryOf(question, reply, entry, askedAt);
    if (reply.kind === 'page' && reply.isCopy) return answer.meaning;
    if (generation === this.#generation) {
      if (reply.kind !== 'absent' && reply.version !== undefined) {
        this.#newest = { version: reply.version, seenAt: askedAt };
      }
      this.#memory.set(keyOf(question), answer);
      const write = this.#keep(question, reply, answer).finally(() => this.#writes.delete(write));
      this.#writes.add(write);
    }
    return answer.meaning;
  }

  #entryOf<T>({ path, read }: Question<T>, reply: Reply, entry: Entry | undefined, checkedAt: number): Entry {
    if (reply.kind === 'page') {
      const { body, etag, version } = reply;
      this.#counts.transferred += 1;
      return {
        meaning: parseReply(this.#addressOf({ path }), body, read),
        etag,
        version,
        size: body.length,
        checkedAt,
      };
    }
    if (reply.kind === 'absent') {
      const { message } = reply;
      return {
        meaning: { found: false, message },
        etag: undefined,
        version: undefined,
        size: message.length,
        checkedAt,
      };
    }
    if (entry === undefined) throw new InvalidReplyError(path, '304 for a request without an entity tag');
    this.#counts.confirmed += 1;
    return { ...entry, version: reply.version ?? entry.version, checkedAt };
  }

  /** What the store has for a question; what no API sends is dropped from it. */
  async #recall<T>(question: Question<T>): Promise<Entry | undefined> {
    const { path, read } = question;
    const generation = this.#generation;
    const page = await this.#stored((store) => store.get(this.#storeKey(path)));
    if (page === undefined || generation !== this.#generation) return undefined;
    try {
      const meaning = parseReply(path, page.body, read);
      this.#counts.stored += 1;
      const { etag, version, checkedAt } = page;
      const entry = { meaning, etag, version, size: page.body.length, checkedAt };
      this.#memory.set(keyOf(question), entry);
      return entry;
    } catch {
      this.#counts.storeFailures += 1;
      await this.#stored((store) => store.delete(this.#storeKey(path)));
      return undefined;
    }
  }

  async #keep<T>({ path }: Question<T>, reply: Reply, { etag, version, checkedAt }: Entry): Promise<void> {
    const key = this.#storeKey(path);
    await this.#stored(async (store) => {
      if (reply.kind === 'absent') return store.delete(key);
      if (reply.kind === 'page') return store.set(key, { body: reply.body, etag, version, checkedAt });
      const page = await store.get(key);
      const isOff = page && (page.version !== version || Math.abs(checkedAt - page.checkedAt) > STORED_AGE_PRECISION);
      if (isOff) await store.set(key, { ...page, version, checkedAt });
    });
  }

  /** Uses the store, if there is one; its failures are counted and otherwise change nothing. */
  async #stored<T>(use: (store: Store) => Promise<T>): Promise<T | undefined> {
    try {
      return this.#store && (await use(this.#store));
    } catch {
      this.#counts.storeFailures += 1;
      return undefined;
    }
  }

  #addressOf({ path }: { readonly path: string }): string {
    return this.#transport.address + path;
  }

  #storeKey(path: string): string {
    return `${this.#transport.address} ${path}`;
  }

  #hit(entry: Entry): Answer<unknown> {
    this.#counts.hits += 1;
    return entry.meaning;
  }

  #isFresh(entry: Entry): boolean {
    const { freshFor, absentFor } = this.#options;
    return this.#isYounger(entry, entry.meaning.found ? freshFor : absentFor);
  }

  #mayWait(entry: Entry): boolean {
    const { freshFor, staleWhileRevalidate } = this.#options;
    return entry.meaning.found && staleWhileRevalidate > 0 && this.#isYounger(entry, freshFor + staleWhileRevalidate);
  }

  #isYounger(entry: Entry, limit: number): boolean {
    const confirmedAt = this.#confirmedAt(entry);
    const age = this.#options.now() - confirmedAt;
    return age >= 0 && age < limit && confirmedAt > this.#expiredAt;
  }

  #confirmedAt({ version, checkedAt }: Entry): number {
    return version !== undefined && version === this.#newest?.version
      ? Math.max(checkedAt, this.#newest.seenAt)
      : checkedAt;
  }
}

function keyOf({ path, as }: Question<unknown>): string {
  return `${as} ${path}`;
}

function staleAnswer({ meaning }: Entry, stale: Stale): Answer<unknown> {
  return meaning.found ? ({ ...meaning, stale } satisfies Found<unknown>) : meaning;
}

/** Whether an older copy is better than the failure: not where the API refuses the caller. */
function isPassing(error: DeepDecipherError): boolean {
  return !(error instanceof ApiStatusError) || error.status >= 500 || error.status === 408 || error.status === 429;
}
