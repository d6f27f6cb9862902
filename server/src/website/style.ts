/** The page around the elements; they bring their own styles. */
export const style = `
:root {
  color-scheme: light dark;
  --dd-min-height: 70vh;
  --dd-accent-color: light-dark(#0b5cad, #8ab8f5);
  --quiet: color-mix(in srgb, currentColor 70%, transparent);
  --hairline: color-mix(in srgb, currentColor 20%, transparent);
}
body {
  max-width: 60rem;
  margin: 0 auto;
  padding: 0 1rem 3rem;
  font: 15px/1.45 system-ui, sans-serif;
}
header { padding: 0.7rem 0; }
header a { color: var(--quiet); font-weight: 600; text-decoration: none; }
header a:hover { color: inherit; text-decoration: underline; }
main { outline: none; }
main > :not(:defined) { display: block; min-height: calc(var(--dd-min-height) + 2.5em); }
@media (scripting: none) { main > :not(:defined) { display: none; } }
h1 { margin: 0; padding-bottom: 0.3em; border-bottom: 1px solid var(--hairline); font-size: 1.1em; }
ul { margin: 0; padding: 0; list-style: none; }
li { display: flex; flex-wrap: wrap; gap: 0 1em; padding: 0.4em 0; border-bottom: 1px solid var(--hairline); }
main a { color: var(--dd-accent-color); text-decoration: none; }
main a:hover { text-decoration: underline; }
.quiet { color: var(--quiet); font-variant-numeric: tabular-nums; }
`;
