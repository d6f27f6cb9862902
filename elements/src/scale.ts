import type { Text } from '@deepdecipher/client';

/** Extremes of a neuron's activation, in the model's own unit. */
export interface ActivationRange {
  readonly minimum: number;
  readonly maximum: number;
}

/** The range that a neuron's texts are coloured by: the one they carry, widened by what they hold. */
export function rangeOfTexts(texts: readonly Text[]): ActivationRange {
  let minimum = 0;
  let maximum = 0;
  for (const text of texts) {
    minimum = Math.min(minimum, text.min_range, text.min_activation);
    maximum = Math.max(maximum, text.max_range, text.max_activation);
  }
  return { minimum, maximum };
}

/** The greatest absolute activation: full colour. */
export function fullScale({ minimum, maximum }: ActivationRange): number {
  return Math.max(Math.abs(minimum), Math.abs(maximum));
}

/** Strength of colour of an activation, from 0 to 1: its share of the full scale, whatever its sign. 0 on an empty scale. */
export function strength(activation: number, full: number): number {
  return full > 0 ? Math.min(1, Math.abs(activation) / full) : 0;
}
