import { type Snippet, type Text, tokenLabel } from '@deepdecipher/client';

/** A piece of a token as it is drawn; signs stand for white space that would not be seen. */
export interface Piece {
  readonly content: string;
  readonly isSign: boolean;
}

// Fewer columns than these before the maximum would hide why a neuron fires; more than half would hide what follows.
const SHARE_BEFORE = 0.55;

/** Words with signs in place of characters that show nothing or reorder their neighbours; spaces stay. Still hostile text. */
export function visible(words: string): string {
  return words.split(' ').map(tokenLabel).join(' ');
}

/**
 * A token as it is drawn inside its text: spaces stay spaces, line ends and tabs get a sign, characters that show nothing
 * or reorder their neighbours become `\uXXXX`. Still hostile text, to be drawn as text.
 * @param compact draws a line end and the indentation after it as one sign, for a snippet on few lines.
 */
export function tokenPieces(token: string, compact: boolean): Piece[] {
  const pieces: Piece[] = [];
  for (const part of token.split(/(\r?\n[ \t]*|[\t]|^ +$)/)) {
    if (part === '') continue;
    if (part.includes('\n')) {
      pieces.push({ content: '⏎', isSign: true }, { content: compact ? ' ' : part.replace(/^\r/, ''), isSign: false });
    } else if (part === '\t') {
      pieces.push({ content: '⇥', isSign: true });
    } else if (part === token && /^ +$/.test(part)) {
      pieces.push({ content: compact ? '·'.repeat(Math.min(part.length, 4)) : '·'.repeat(part.length), isSign: true });
    } else {
      pieces.push({ content: visible(part), isSign: false });
    }
  }
  return pieces;
}

function columns(token: string): number {
  return tokenPieces(token, true).reduce((sum, { content }) => sum + content.length, 0);
}

/**
 * The stretch of `text` around its maximum that fits `available` columns of a fixed-width font. The maximum's own token is
 * always in it. Cost: linear in the length of the stretch.
 */
export function fittingSnippet({ tokens, max_activating_token_index: peak }: Text, available: number): Snippet {
  let start = peak;
  let end = Math.min(peak + 1, tokens.length);
  let left = available - columns(tokens[peak] ?? '');
  const extendBack = (limit: number) => {
    let room = Math.min(limit, left);
    for (let width = 0; start > 0; start -= 1, room -= width, left -= width) {
      width = columns(tokens[start - 1] ?? '');
      if (width > room) return;
    }
  };
  extendBack(left * SHARE_BEFORE);
  for (let width = 0; end < tokens.length; end += 1, left -= width) {
    width = columns(tokens[end] ?? '');
    if (width > left) break;
  }
  extendBack(left);
  return { start, end };
}
