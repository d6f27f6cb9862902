const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const FORMAT = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** How long ago something was, in its greatest unit: `3 days ago`, `a moment ago` below a minute. */
export function formatAge(milliseconds: number): string {
  for (const [unit, length] of UNITS) {
    if (milliseconds >= length) return FORMAT.format(-Math.floor(milliseconds / length), unit);
  }
  return 'a moment ago';
}
