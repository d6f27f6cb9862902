import type { Stale } from './answers.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Says in a sentence that a copy is shown, how old it is and why: `Kept copy, 3 days old: the API does not answer.` Plain text.
 *
 * @param now milliseconds, as `Date.now()` gives them
 */
export function staleWords({ confirmedAt, reason }: Stale, now: number = Date.now()): string {
  const copy = `Kept copy, ${age(Math.max(0, now - confirmedAt))} old`;
  if (reason === undefined) return `${copy}: the API has not confirmed it yet.`;
  const why = {
    ApiUnreachableError: 'the API does not answer',
    ApiStatusError: 'the API is in trouble',
    InvalidReplyError: 'what answers is no API',
  }[reason.name];
  return `${copy}: ${why}.`;
}

/** A length of time in its largest unit, rounded down. */
function age(milliseconds: number): string {
  for (const [unit, length] of [
    ['day', DAY],
    ['hour', HOUR],
    ['minute', MINUTE],
  ] as const) {
    const count = Math.trunc(milliseconds / length);
    if (count > 0) return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
}
