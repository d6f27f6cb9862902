import type { NeuronIndex } from '@deepdecipher/client';
import type { PageKey } from '@deepdecipher/client/node';

/** One file, or one request, that an importer reads as a whole. */
export interface Source {
  /** Names it in the report; unique within an import. */
  readonly name: string;
  /** Path of the file, or of the request. */
  readonly path: string;
}

/** A value that becomes a page only together with others for the same place. */
export interface PagePart {
  readonly kind: string;
  readonly value: unknown;
}

/** `activating` or `important`, as in the search of neuron2graph. */
export type TokenKind = 'activating' | 'important';

/** Takes what an importer finds. Everything staged while one source is read is kept or lost together. */
export interface Stage {
  /** Stages a page; one staged before for the same place is replaced. NaN and infinities become null. */
  page(key: PageKey, data: unknown): void;
  /** The same for a page that is JSON text already, without white space between its tokens. */
  pageText(key: PageKey, json: string | Uint8Array): void;
  /** Stages a part of a page; {@link Importer.assemble} is given all parts of a place, in the order in which they were staged. */
  part(key: PageKey, kind: string, value: unknown): void;
  /** Says how a neuron ranks among the others of its layer and model. */
  rank(model: string, place: NeuronIndex, importance: number, peakTokens: readonly string[]): void;
  /**
   * Adds a neuron to the index of tokens.
   *
   * @param strength how strongly the token counts, from 0 to 1, if that is known; of several the greatest is kept
   */
  token(model: string, kind: TokenKind, token: string, place: NeuronIndex, strength?: number): void;
  /** Says for the report that something within a source was left out, and why. */
  skip(what: string, reason: string): void;
  /** A remark for the report; equal remarks are counted. */
  remark(text: string): void;
}

/** Reads one published form. */
export interface Importer {
  /** Name of the form, as on the command line. */
  readonly format: string;
  /** What is read and where it goes, in a sentence for somebody who has never seen the form. */
  readonly about: string;
  /** Where the data come from, for the provenance; a few words. */
  readonly origin: string;
  /** Lists what there is to read, in a stable order, without reading it. @throws {ImportError} if there is nothing */
  sources(signal?: AbortSignal): readonly Source[] | Promise<readonly Source[]>;
  /** Reads one source. @throws {UnreadableSourceError} if it is not of this form; nothing of it is kept then */
  read(source: Source, stage: Stage, signal?: AbortSignal): void | Promise<void>;
  /** Called once after all sources and before {@link Importer.assemble}. */
  prepare?(tokens: TokenIndex): void;
  /** Makes pages of the parts of one place. */
  assemble?(key: PageKey, parts: readonly PagePart[], stage: Stage): void;
}

/** A token and a neuron that it counts for. */
export interface TokenEntry extends NeuronIndex {
  readonly kind: TokenKind;
  readonly token: string;
  /** From 0 to 1; null if it is not known. */
  readonly strength: number | null;
}

/** The tokens that were staged. */
export interface TokenIndex {
  /** Every entry once, tokens of one kind together. */
  entries(): Iterable<TokenEntry>;
}
