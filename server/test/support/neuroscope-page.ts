import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface PageText {
  readonly tokens: readonly string[];
  readonly values: readonly number[];
}

/** A page as neuroscope.io publishes it: every text twice, cut short and whole. */
export function neuroscopePage(layer: number, neuron: number, texts: readonly PageText[]): string {
  const sections = texts.map(({ tokens, values }, index) => {
    const peak = values.indexOf(Math.max(...values));
    const widget = (from: number, to: number) => {
      const json = pythonJson({
        tokens: tokens.slice(from, to),
        values: values.slice(from, to),
        minValue: -1,
        maxValue: 5,
      });
      return `<div id="circuits-vis-${index}"></div>
<script crossorigin type="module">
import { render, ColoredTokens } from "https://unpkg.example/circuitsvis";
render("circuits-vis-${index}", ColoredTokens, ${json})
</script>`;
    };
    return `<h3>Text #${index}</h3>
<h4>Max Range: <b>5.0000</b>. Min Range: <b>-1.0000</b></h4>
<h4>Max Act: <b>${Math.max(...values).toFixed(4)}</b>. Min Act: <b>${Math.min(...values).toFixed(4)}</b></h4>
<h4>Data Index: <b>${1000 + index}</b>
<h4>Max Activating Token Index: <b>${peak}</b></h4>
<details open><summary>Truncated</summary>${widget(Math.max(0, peak - 2), peak + 2)}</details>
<details><summary>Full Text #${index}</summary>${widget(0, tokens.length)}</details>`;
  });
  return `<!doctype html><html><head><title>Neuroscope</title></head><body>
<a href="../../index.html">Home</a>
<h2>Neuron ${neuron} in Layer ${layer} </h2>
<hr>
<hr>
${sections.join('\n<hr>\n')}
</body></html>`;
}

/** JSON as Python's `json.dumps` writes it: blanks after `,` and `:`, ASCII only. */
export function pythonJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 1)
    .replace(/\n\s*/g, ' ')
    .replace(/([[{]) | ([\]}])/g, '$1$2');
  return text.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Twenty texts by descending maximum, the first with `maximum` on `token`. */
export function twentyTexts(token: string, maximum: number): PageText[] {
  return Array.from({ length: 20 }, (_, index) => ({
    tokens: ['<|endoftext|>', 'The', ' caf\u00e9', token, ' "], "values": [', '\n'],
    values: [0, -0.25, 0.125, maximum - index / 16, 0.0625, 0],
  }));
}

/** Writes a file below a folder, and the folders that it needs. */
export function writeBelow(folder: string, name: string, content: string | Uint8Array): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}
