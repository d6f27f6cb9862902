/** One figure and how it comes about. */
export interface Benchmark {
  /** The package it is about. */
  readonly package: string;
  readonly name: string;
  readonly unit: string;
  /** What the figure ought to be; without one it is only reported. */
  readonly target?: { readonly atMost: number } | { readonly atLeast: number };
  /** What the figure is compared with in the same run, or null. */
  readonly against: string | null;
  measure(): Promise<number>;
}

/** A measured figure, in the form that `npm run bench -- --json` prints. */
export interface Figure {
  readonly package: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: string | null;
  readonly ok: boolean;
  readonly against: string | null;
}

/** Measures one benchmark. */
export async function measure(benchmark: Benchmark): Promise<Figure> {
  const { package: of, name, unit, target, against } = benchmark;
  const value = Number((await benchmark.measure()).toPrecision(4));
  if (target === undefined) return { package: of, name, value, unit, target: null, ok: true, against };
  return 'atMost' in target
    ? { package: of, name, value, unit, target: `<= ${target.atMost}`, ok: value <= target.atMost, against }
    : { package: of, name, value, unit, target: `>= ${target.atLeast}`, ok: value >= target.atLeast, against };
}
