import { activationsImporter } from './activations.ts';
import { csvImporter } from './csv.ts';
import { ImportError } from './import-error.ts';
import type { Importer } from './importer.ts';
import { jsonImporter } from './json-service.ts';
import { neuronExplainerImporter } from './neuron-explainer.ts';
import { neuronStoreImporter } from './neuron-store.ts';
import { neuron2graphImporter } from './neuron2graph.ts';
import { neuronpediaImporter } from './neuronpedia.ts';
import { neuroscopeImporter } from './neuroscope.ts';

/** What the command line says besides the target. */
export interface FormatArguments {
  readonly sources: readonly string[];
  readonly model: string;
  readonly service?: string | undefined;
}

interface Format {
  /** What is to be named on the command line. */
  readonly sources: 'DIR' | 'FILE' | 'FILE...';
  readonly about: string;
  create(names: {
    readonly source: string;
    readonly all: readonly string[];
    readonly model: string;
    readonly service: string;
  }): Importer;
  /** Service that the pages go to if none is named; `null` if one must be. Absent where the form decides. */
  readonly service?: string | null;
}

/** Every form that can be imported, by its name on the command line. */
export const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  [
    'neuroscope',
    {
      sources: 'DIR',
      about: 'saved web pages of neuroscope.io, {layer}/{neuron}.html',
      create: ({ source, model }) => neuroscopeImporter(source, model),
    },
  ],
  [
    'neuron2graph',
    {
      sources: 'DIR',
      about: 'graphs drawn by Neuron2Graph (DOT), {layer}_{neuron}/graph',
      create: ({ source, model }) => neuron2graphImporter(source, model),
    },
  ],
  [
    'neuron-store',
    {
      sources: 'FILE',
      about: 'index of tokens of Neuron2Graph, neuron_store.json',
      create: ({ source, model }) => neuronStoreImporter(source, model),
    },
  ],
  [
    'neuron-explainer',
    {
      sources: 'DIR',
      about: "OpenAI's explanations (.jsonl) and neuron records (.json), {layer}/{neuron}",
      create: ({ source, model }) => neuronExplainerImporter(source, model),
    },
  ],
  [
    'neuronpedia',
    {
      sources: 'FILE...',
      about: 'exports of Neuronpedia and SAEDashboard (.json, .jsonl, .jsonl.gz)',
      create: ({ all, model }) => neuronpediaImporter(all, model),
    },
  ],
  [
    'activations',
    {
      sources: 'FILE',
      about: 'matrix [layer][neuron] of maximum activations (JSON)',
      service: 'max_activation',
      create: ({ source, model, service }) => activationsImporter(source, model, service),
    },
  ],
  [
    'csv',
    {
      sources: 'FILE',
      about: 'table with the columns layer and neuron; needs --service',
      service: null,
      create: ({ source, model, service }) => csvImporter(source, model, service),
    },
  ],
  [
    'json',
    {
      sources: 'DIR',
      about: 'any JSON, model.json, {layer}.json, {layer}/{neuron}.json; needs --service',
      service: null,
      create: ({ source, model, service }) => jsonImporter(source, model, service),
    },
  ],
]);

const RESERVED: readonly string[] = [
  'metadata',
  'all',
  'neuroscope',
  'neuron2graph',
  'neuron2graph-search',
  'neuron_explainer',
];

/** The importer of a form. @throws {ImportError} if there is no such form, or it is not used as it is meant */
export function createImporter(name: string, { sources, model, service }: FormatArguments): Importer {
  const format = FORMATS.get(name);
  if (format === undefined) {
    throw wrong(`there is no format ${JSON.stringify(name)}. The formats are: ${[...FORMATS.keys()].join(', ')}.`);
  }
  const [source] = sources;
  if (source === undefined || (format.sources !== 'FILE...' && sources.length > 1)) {
    throw wrong(`${name} takes one ${format.sources}; ${sources.length} were named.`);
  }
  if (format.service === undefined && service !== undefined) {
    throw wrong(`${name} data go to services of their own; leave out --service.`);
  }
  const chosen = service ?? format.service ?? '';
  if (format.service !== undefined && (!/^[\w-]+$/.test(chosen) || RESERVED.includes(chosen))) {
    throw wrong(
      chosen === ''
        ? `${name} needs --service NAME: what the data are to be called in the API.`
        : `--service ${JSON.stringify(chosen)} cannot be used: letters, digits, - and _ only, and none of ${RESERVED.join(', ')}.`,
    );
  }
  return format.create({ source, all: sources, model, service: chosen });
}

function wrong(message: string): ImportError {
  return new ImportError('wrong-option', message);
}
