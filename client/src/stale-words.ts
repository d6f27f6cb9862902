import type { Stale } from './answers.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const REASONS = {
  ApiUnreachableError: 'the API does not answer',
  ApiStatusError: 'the API is in trouble',
  InvalidReplyError: 'what answers is no API',
};

/**
 * Says in a sentence that a copy is shown, from when it is and why: `Copy from 3 days ago: the API does not answer.` Plain text.
 *
 * @param now milliseconds, as `Date.now()` gives them
 */
export function staleWords({ confirmedAt, reason }: Stale, now: number = Date.now()): string {
  const why = reason === undefined ? 'the API has not confirmed it yet' : REASONS[reason.name];
  return `Copy from ${ago(now - confirmedAt)}: ${why}.`;
}

function ago(milliseconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => milliseconds >= length) ?? [];
  if (unit === undefined) return 'a moment ago';
  return new Intl.RelativeTimeFormat('en').format(-Math.floor(milliseconds / length), unit);
}
