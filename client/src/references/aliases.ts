/** One name for all ways to write a model's: no organisation, lower case, `gpt2-small` for `gpt2`. */
export function fold(name: string): string {
  return name
    .toLowerCase()
    .replace(/.*\//, '')
    .replace(/^gpt2$/, 'gpt2-small');
}

/**
 * The one of `models` that `name` means: `EleutherAI/pythia-70m` is `pythia-70m`, `gpt2` is `gpt2-small`, either way round and in any
 * case. `name` itself without `models`, if it has a letter; `undefined` if it is none of them. Cost: linear in their number, unless `name` is one of them.
 */
export function resolveModel(name: string, models: ReadonlySet<string> | undefined): string | undefined {
  if (models ? models.has(name) : /[a-z]/i.test(name)) return name;
  const folded = fold(name);
  for (const model of models ?? []) if (fold(model) === folded) return model;
  return undefined;
}

/** The Pythia model of a size such as `70M`; `undefined` if there is none, or several (`pythia-70m`, `pythia-70m-deduped`). */
export function pythiaOfSize(size: string, models: ReadonlySet<string> | undefined): string | undefined {
  const name = `pythia-${size.toLowerCase()}`;
  if (!models) return name;
  const [model, another] = [...models].filter((model) => `${fold(model)}-`.startsWith(`${name}-`));
  return another ? undefined : model;
}
