import { apiPath, type Metadata, pagePath } from '@deepdecipher/client';
import type { Target } from '@deepdecipher/elements';
import { htmlEscape } from 'escape-goat';
import { titleOf } from '../site/targets.ts';
import type { Site } from './site.ts';

const ICON =
  "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><circle cx='4' cy='4' r='3' fill='%23e8710a'/></svg>";

/** An API answer that goes into the page. */
export interface Inlined {
  readonly path: string;
  readonly etag: string;
  /** JSON. */
  readonly text: string;
}

/** Path of the API answer that a page about `subject` needs. */
export function answerPath({ model, layer, neuron }: Target): string {
  return apiPath(model, 'all', ...[layer, neuron].filter((index) => index !== undefined));
}

/** The page of a model, layer or neuron: the element that draws it, the data, the script. */
export function subjectPage(site: Site, subject: Target, { path, etag, text }: Inlined): string {
  const { model, layer, neuron } = subject;
  const kind = layer === undefined ? 'dd-model' : neuron === undefined ? 'dd-layer' : 'dd-neuron';
  const indices = Object.entries({ layer, neuron }).filter(([, index]) => index !== undefined);
  const attributes = indices.map(([name, index]) => ` ${name}="${index}"`).join('');
  return page(
    site,
    titleOf(subject),
    `<noscript><p>Drawing this page needs scripts; it brings its own. The same data as JSON:
<a href="${htmlEscape(path)}">${htmlEscape(path)}</a></p></noscript>
<${kind} ${htmlEscape`model="${model}"`}${attributes}></${kind}>`,
    `<script type="application/json" ${htmlEscape`data-path="${path}" data-etag="${etag}"`}>${escapeJson(text)}</script>
<script>${site.script}</script>`,
  );
}

/** The start page: every model that is served. */
export function modelsPage(site: Site, models: readonly { readonly metadata: Metadata }[]): string {
  const items = models.map(
    ({ metadata }) => htmlEscape`<li><a href="${pagePath({ model: metadata.name })}">${metadata.name}</a>
<span class="quiet">${facts(metadata)}</span></li>`,
  );
  const list =
    items.length > 0 ? `<ul>${items.join('\n')}</ul>` : '<p>The datasets that are served hold no models.</p>';
  return page(site, 'Models · DeepDecipher', `<h1>Models</h1>\n${list}`);
}

/** What a reader sees who asked for something that is not there. @param model that does exist, to go back to */
export function absentPage(site: Site, message: string, model?: string): string {
  const back = model === undefined ? '' : htmlEscape`<a href="${pagePath({ model })}">${model}</a> · `;
  return page(
    site,
    'Not there · DeepDecipher',
    `<h1>Not there</h1>\n<p>${htmlEscape(message)}</p>\n<p>${back}<a href="/viz">All models</a></p>`,
  );
}

function page(site: Site, title: string, content: string, scripts = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlEscape(title)}</title>
<link rel="icon" href="${htmlEscape(ICON)}">
<style>${site.style}</style>
</head>
<body>
<header><a href="/viz">DeepDecipher</a></header>
<main tabindex="-1">
${content}
</main>
${scripts}
</body>
</html>
`;
}

function facts({ num_layers: layers, layer_size: size, dataset }: Metadata): string {
  return `${layers.toLocaleString('en-US')} layers of ${size.toLocaleString('en-US')} neurons · ${dataset}`;
}

// Within JSON these characters stand in strings only; without `<` the text cannot end the script element it is in.
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['<', '\\u003c'],
  ['\u2028', '\\u2028'],
  ['\u2029', '\\u2029'],
]);

function escapeJson(json: string): string {
  return json.replace(/[<\u2028\u2029]/g, (char) => ESCAPES.get(char) ?? char);
}
