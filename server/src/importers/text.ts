import type { Text } from '@deepdecipher/client';

interface TextValues {
  readonly tokens: string[];
  /** As many as tokens. */
  readonly activations: number[];
  /** Number of the text in the stream that was read, if that is known. */
  readonly data_index: number;
  /** The neuron's range over everything seen. */
  readonly range: readonly [number, number];
}

/** A text as it is served, its own extremes found here. */
export function textOf({ tokens, activations, data_index, range }: TextValues): Text {
  const [minimum, maximum] = extremesOf(activations);
  return {
    min_range: range[0],
    max_range: range[1],
    min_activation: minimum,
    max_activation: maximum,
    data_index,
    max_activating_token_index: Math.max(0, activations.indexOf(maximum)),
    tokens,
    activations,
  };
}

/** Least and greatest of some numbers; 0 and 0 of none. */
export function extremesOf(values: Iterable<number>): [number, number] {
  let [minimum, maximum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return minimum > maximum ? [0, 0] : [minimum, maximum];
}
