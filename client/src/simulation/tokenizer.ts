/** Cuts a text into a model's tokens, in order; joined they are the text. */
export interface Tokenizer {
  (text: string): readonly string[];
  /** Whether it may cut otherwise than the model's own tokenizer does. @default false */
  readonly approximate?: boolean;
}

/** A tokenizer that guesses. */
export interface ApproximateTokenizer extends Tokenizer {
  readonly approximate: true;
}

const WORD = /\S|\n/gu;
const SPACE_AND_WORD = /^[^\S\n]\S/u;

/**
 * A tokenizer for a model of which only tokens are known: from left to right the longest known token, else one
 * character (code point). As tokenizers commonly do, two or more spaces in a line leave the last to the word behind them,
 * where known tokens begin with that space and the word's first character. Lossless, but approximate: a model may have
 * learnt to cut elsewhere.
 *
 * Cost: for each token one look-up for each length of the known tokens that begin with the same character.
 *
 * @param tokens tokens of the model, as many as are known, exact: with the spaces before them
 */
export function longestMatchTokenizer(tokens: Iterable<string>): ApproximateTokenizer {
  const known = new Set(tokens);
  known.delete('');
  const lengthsByFirst = new Map<string, Set<number>>();
  for (const token of known) {
    const lengths = lengthsByFirst.get(token.charAt(0)) ?? new Set();
    lengthsByFirst.set(token.charAt(0), lengths.add(token.length));
  }
  const longestFirst = new Map(
    [...lengthsByFirst].map(([first, lengths]) => [first, [...lengths].sort((a, b) => b - a)]),
  );
  const beginnings = new Set(
    [...known].filter((token) => SPACE_AND_WORD.test(token)).map((token) => token.slice(0, 2)),
  );

  function tokenAt(text: string, start: number, word: number): string {
    // The end of a token that would take the space that belongs to the word.
    const taken = word - start >= 2 && beginnings.has(text.slice(word - 1, word + 1)) ? word : -1;
    for (const length of longestFirst.get(text.charAt(start)) ?? []) {
      const token = text.slice(start, start + length);
      if (start + length !== taken && known.has(token)) return token;
    }
    return String.fromCodePoint(text.codePointAt(start) ?? 0);
  }

  function tokenize(text: string): string[] {
    const found: string[] = [];
    // Where the spaces end that the text goes on with, or began with last.
    let word = 0;
    for (let start = 0; start < text.length; ) {
      if (start >= word) {
        WORD.lastIndex = start;
        word = WORD.exec(text)?.index ?? text.length;
      }
      const token = tokenAt(text, start, word);
      found.push(token);
      start += token.length;
    }
    return found;
  }

  return Object.assign(tokenize, { approximate: true as const });
}
