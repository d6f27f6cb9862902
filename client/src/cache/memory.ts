/** Values by key, least recently used out first when the sum of their sizes passes `maxSize`. */
export class Memory<T extends { readonly size: number }> {
  // A Map keeps the order of insertion: what is used is put in anew, so that the first is the least recently used.
  readonly #entries = new Map<string, T>();
  readonly #maxSize: number;
  #size = 0;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  get count(): number {
    return this.#entries.size;
  }

  /** Sum of the sizes of what is kept. */
  get size(): number {
    return this.#size;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  /** An entry larger than all the room is not kept. */
  set(key: string, entry: T): void {
    this.delete(key);
    this.#entries.set(key, entry);
    this.#size += entry.size;
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#maxSize) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#size -= this.#entries.get(key)?.size ?? 0;
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#size = 0;
  }
}
