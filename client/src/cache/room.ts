/** One kept page, as much as is needed to decide which go first. */
export interface KeptPage<Id> {
  readonly id: Id;
  readonly bytes: number;
  /** When it was last written or read, in milliseconds; a store may be a minute behind. */
  readonly usedAt: number;
}

/** The share of `maxBytes` that is left after a clearance, so that not every write that follows needs the next one. */
const SHARE_AFTER = 0.9;
/** A store is looked through after this share of `maxBytes` was written, since other processes or tabs write, too. */
const SHARE_BETWEEN = 1 / 16;

/**
 * Keeps a store below its size by dropping the least recently used pages. The store is looked through at the first write,
 * when it would be full, and each time a sixteenth of `maxBytes` was written; between, a write costs an addition.
 * With n processes or tabs writing at once, a store may grow beyond its limit by n/16 of it.
 */
export class Room<Id> {
  readonly maxBytes: number;
  readonly #list: () => Promise<readonly KeptPage<Id>[]>;
  readonly #drop: (ids: readonly Id[]) => Promise<void>;
  #counted: number | undefined;
  #written = 0;
  #clearance: Promise<void> | undefined;

  /**
   * @param list everything that is kept, in any order
   * @param drop forgets pages; those that are gone already count as dropped
   */
  constructor(
    maxBytes: number,
    list: () => Promise<readonly KeptPage<Id>[]>,
    drop: (ids: readonly Id[]) => Promise<void>,
  ) {
    this.maxBytes = maxBytes;
    this.#list = list;
    this.#drop = drop;
  }

  /** To be called after a write of `bytes`; resolves when there is room again. */
  async wrote(bytes: number): Promise<void> {
    this.#written += bytes;
    while (this.#mayBeFull()) {
      this.#clearance ??= this.#clear().finally(() => {
        this.#clearance = undefined;
      });
      await this.#clearance;
    }
  }

  /** Bytes kept now, counted anew. */
  async size(): Promise<number> {
    return sum(await this.#list());
  }

  #mayBeFull(): boolean {
    if (this.#counted === undefined) return true;
    return this.#counted + this.#written > this.maxBytes || this.#written > this.maxBytes * SHARE_BETWEEN;
  }

  async #clear(): Promise<void> {
    this.#written = 0;
    const pages = await this.#list();
    let bytes = sum(pages);
    const dropped: Id[] = [];
    if (bytes > this.maxBytes) {
      for (const page of [...pages].sort((a, b) => a.usedAt - b.usedAt)) {
        if (bytes <= this.maxBytes * SHARE_AFTER) break;
        bytes -= page.bytes;
        dropped.push(page.id);
      }
      await this.#drop(dropped);
    }
    this.#counted = bytes;
  }
}

function sum(pages: readonly KeptPage<unknown>[]): number {
  return pages.reduce((bytes, page) => bytes + page.bytes, 0);
}
