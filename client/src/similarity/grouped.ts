/** Indices by group: those of group g are `indices[starts[g]]` to `indices[starts[g + 1]]`, ascending. */
export interface Grouped {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
}

/** Groups the indices of `groups` by its values, from 0 to below `count`. Cost: linear. */
export function grouped(groups: Int32Array, count: number): Grouped {
  const starts = new Int32Array(count + 1);
  for (const group of groups) starts[group + 1] = (starts[group + 1] ?? 0) + 1;
  for (let group = 1; group <= count; group += 1) starts[group] = (starts[group] ?? 0) + (starts[group - 1] ?? 0);
  const ends = starts.slice();
  const indices = new Int32Array(groups.length);
  for (let index = 0; index < groups.length; index += 1) {
    const group = groups[index] ?? 0;
    const end = ends[group] ?? 0;
    indices[end] = index;
    ends[group] = end + 1;
  }
  return { starts, indices };
}
