import { tokenLabel } from '@deepdecipher/client';

/**
 * One token as inline code: white space and invisible characters as signs, on one line, between fences longer than any
 * run of backticks in it, so that nothing in it is read as Markdown or HTML.
 */
export function tokenCode(token: string): string {
  return inlineCode(tokenLabel(token));
}

/** A stretch of text as inline code, like {@link tokenCode}, with its spaces as spaces. */
export function textCode(text: string): string {
  return inlineCode(text.split(' ').map(tokenLabel).join(' '));
}

function inlineCode(line: string): string {
  if (line === '') return '';
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  // One space at both ends is taken off by the reader, unless there is nothing else.
  const padding = /^[ `]|[ `]$/.test(line) && line.trim() !== '' ? ' ' : '';
  return fence + padding + line + padding + fence;
}

/**
 * Plain words as Markdown on one line. No more is escaped than could mean something, since terminals show Markdown as it is.
 * No address in the words becomes a link.
 */
export function plainWords(text: string): string {
  const line = text.trim().split(/\s+/).map(tokenLabel).join(' ');
  return line
    .replace(/[\\`*_[\]<>&|~$!@]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/(www)\./gi, '$1\\.')
    .replace(/^[#+=-]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** A link; `address` is percent-encoded where it could end the link. */
export function link(words: string, address: string): string {
  const safe = address.replace(/[\s()<>\\]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `[${plainWords(words)}](${safe})`;
}
