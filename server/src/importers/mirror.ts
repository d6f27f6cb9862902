import { apiPath, type Metadata, tokensOfPage } from '@deepdecipher/client';
import { NONE, type PageKey } from '@deepdecipher/client/node';
import {
  AllSchema,
  EnvelopeSchema,
  ModelListSchema,
  Neuron2GraphSchema,
  NeuroscopeNeuronSchema,
  type Part,
} from '@deepdecipher/client/wire';
import * as v from 'valibot';
import { ImportError, UnreadableSourceError } from './import-error.ts';
import type { Importer, Source, Stage } from './importer.ts';
import { readAs } from './loose-json.ts';
import { createPacedHttp } from './paced-http.ts';
import { stageNeuroscope } from './ranking.ts';

export interface MirrorOptions {
  /** Without `/api`. */
  readonly address: string;
  /** @default all */
  readonly model?: string | undefined;
  /** @default all */
  readonly service?: string | undefined;
  /** First and last layer. @default all */
  readonly layers?: readonly [number, number] | undefined;
  readonly requestsPerSecond: number;
}

/** A mirror and the metadata of the models that it found, known once its sources are listed. */
export interface Mirror {
  readonly importer: Importer;
  readonly sent: ReadonlyMap<string, Metadata>;
}

interface Request extends Source {
  readonly key: PageKey;
}

const ALL = 'all';
/** Written anew from the pages of the neurons, or made when it is asked for. */
const OWN_SERVICES: ReadonlySet<string> = new Set(['metadata', 'neuron2graph-search']);

/** Copies what another DeepDecipher API serves, one request for each neuron. */
export function createMirror(options: MirrorOptions): Mirror {
  const { address, service = ALL } = options;
  const http = createPacedHttp(address, options.requestsPerSecond);
  const sent = new Map<string, Metadata>();
  const requests = new Map<string, Request>();
  const importer: Importer = {
    format: 'mirror',
    origin: `copied from the DeepDecipher API at ${address}`,
    about: `Copied from the DeepDecipher API at ${address}.`,
    async sources(signal) {
      const { models } = await http.json(apiPath(), signal).then(readModels, (error: unknown) => {
        if (!(error instanceof UnreadableSourceError)) throw error;
        throw new ImportError('unreachable', `${address} is no DeepDecipher API: ${apiPath()} ${error.message}.`, {
          cause: error,
        });
      });
      for (const metadata of chooseModels(models, options)) {
        sent.set(metadata.name, metadata);
        for (const request of requestsOf(metadata, service, options.layers)) requests.set(request.name, request);
      }
      return [...requests.values()];
    },
    async read(source, stage, signal) {
      const request = requests.get(source.name);
      if (request === undefined) return;
      const { key } = request;
      const json = await ask(request, signal);
      if (json === undefined) return;
      if (service === ALL) {
        for (const [name, part] of Object.entries(readAs(AllSchema, json, 'answer of a DeepDecipher API'))) {
          stagePart({ ...key, service: name }, part, stage);
        }
      } else stagePart(key, readAs(EnvelopeSchema, json, 'answer of a DeepDecipher API'), stage);
    },
  };
  return { importer, sent };

  /** Not every service has pages for layers and the model; that one is not there is then no loss. */
  async function ask({ path, key }: Request, signal: AbortSignal | undefined): Promise<unknown> {
    try {
      return await http.json(path, signal);
    } catch (error) {
      if (error instanceof UnreadableSourceError && key.neuron === NONE) return undefined;
      throw error;
    }
  }
}

function readModels(json: unknown): { models: Metadata[] } {
  return readAs(ModelListSchema, json, 'list of models');
}

function chooseModels(models: readonly Metadata[], { address, model, service }: MirrorOptions): readonly Metadata[] {
  const chosen = models.filter(({ name }) => model === undefined || name === model);
  const names = models.map(({ name }) => name).join(', ') || 'none';
  if (chosen.length === 0) {
    throw new ImportError(
      'wrong-option',
      `${address} has no model ${JSON.stringify(model ?? '')}. Its models are: ${names}.`,
    );
  }
  const services = new Set(chosen.flatMap((metadata) => metadata.available_services));
  if (service !== undefined && !services.has(service)) {
    throw new ImportError(
      'wrong-option',
      `${address} has no service ${JSON.stringify(service)} there. Its services are: ${[...services].join(', ')}.`,
    );
  }
  return chosen;
}

function* requestsOf(
  { name: model, num_layers, layer_size }: Metadata,
  service: string,
  [first, last]: readonly [number, number] = [0, num_layers - 1],
): Iterable<Request> {
  const request = (layer: number, neuron: number): Request => {
    const path = apiPath(model, service, ...[layer, neuron].filter((index) => index !== NONE));
    return { name: path, path, key: { model, service, layer, neuron } };
  };
  yield request(NONE, NONE);
  for (let layer = first; layer <= Math.min(last, num_layers - 1); layer += 1) {
    yield request(layer, NONE);
    for (let neuron = 0; neuron < layer_size; neuron += 1) yield request(layer, neuron);
  }
}

function stagePart(key: PageKey, part: Part, stage: Stage): void {
  if (OWN_SERVICES.has(key.service) || 'missing_data_types' in part) return;
  if ('error' in part) {
    if (key.neuron !== NONE)
      stage.skip(
        `${apiPath(key.model, key.service, key.layer, key.neuron)} (${part.error})`,
        'is not there, or cannot be sent, as the API says',
      );
    return;
  }
  if (key.service === 'neuroscope') {
    if (key.neuron === NONE) return;
    const page = v.safeParse(NeuroscopeNeuronSchema, part.data);
    if (page.success) stageNeuroscope(stage, key.model, page.output, JSON.stringify(part.data));
    else stage.skip(apiPath(key.model, key.service, key.layer, key.neuron), 'is no neuroscope page');
    return;
  }
  stage.page(key, part.data);
  if (key.service === 'neuron2graph') stageTokens(key, part.data, stage);
}

function stageTokens(key: PageKey, data: unknown, stage: Stage): void {
  const page = v.safeParse(Neuron2GraphSchema, data);
  if (!page.success) return;
  const tokens = tokensOfPage(page.output);
  for (const kind of ['activating', 'important'] as const) {
    for (const [token, strength] of tokens[kind]) stage.token(key.model, kind, token, key, strength);
  }
}
