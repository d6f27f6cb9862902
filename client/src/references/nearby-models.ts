/** A model that a text names, and where. */
export interface NearbyModel {
  readonly name: string;
  readonly start: number;
}

// Not of tokenizers and sparse autoencoders: `from_pretrained` of those names something else.
const LOADED =
  /(?:(?:(?<!(?:Tokenizer|Fast|SAE)\.)\bfrom_pretrained(?:_no_processing)?|boot_transformers|\bLanguageModel)\(\s*(?:model_name=)?\\?["']|deepdecipher: ?model ?= ?["']?)([\w./-]{1,100})/g;

/**
 * The models that a text loads (`from_pretrained("solu-6l-pile")`) or is declared to be about (`deepdecipher: model=solu-6l-pile` in a
 * comment), in their order. Cost: linear in the text's length.
 */
export function modelsNamedIn(text: string): NearbyModel[] {
  return Array.from(text.matchAll(LOADED), ({ index, 1: name = '' }) => ({ name, start: index }));
}
