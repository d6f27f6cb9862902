/** So many things, the thousands marked: `2,345,678 tokens`, `1 token`. */
export function formatCount(value: number, noun: string): string {
  return `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`;
}
