import * as v from 'valibot';

/** A whole number of things, or an index from 0. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A string that names something. */
export const label = v.pipe(v.string(), v.nonEmpty());

/** A finite number or, where it is undefined (the skewness of a constant), null. */
export const measure = v.nullable(v.pipe(v.number(), v.finite()));

/** From 0 to 1. */
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
