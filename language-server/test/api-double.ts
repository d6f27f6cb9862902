import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const METADATA = {
  name: 'tiny-2l',
  num_layers: 2,
  layer_size: 8,
  activation_function: 'solu',
  num_total_neurons: 16,
  num_total_parameters: 1000,
  dataset: 'a few words',
  available_services: ['metadata', 'neuroscope'],
};

/** A text with one activation above zero, at `peak`. */
export function text(tokens: readonly string[], peak: number, activation = 4.5) {
  return {
    min_range: -0.125,
    max_range: 4.5,
    min_activation: 0,
    max_activation: activation,
    data_index: 0,
    max_activating_token_index: peak,
    tokens: [...tokens],
    activations: tokens.map((_, index) => (index === peak ? activation : 0)),
  };
}

export const TEXTS = [
  text(['def f', '(', 'x', '):', '\n   ', ' if', ' x', ' is', ' None'], 5),
  text([' a', ' elif', ' b'], 1, 3),
  text(['so', ' if'], 1, 2),
];

interface ApiOptions {
  /** Texts of each neuron of layer 1, by number; any other neuron is not there. */
  readonly neurons?: Readonly<Record<number, readonly unknown[]>>;
  readonly models?: readonly unknown[];
}

/**
 * A real HTTP server that answers as a DeepDecipher API with one model, `tiny-2l`. `hold()` makes it keep its answers
 * back until the function that it returns is called.
 */
export async function startApi({ neurons = { 3: TEXTS }, models = [METADATA] }: ApiOptions = {}) {
  const requests: string[] = [];
  const requested = Promise.withResolvers<void>();
  const abandoned = Promise.withResolvers<void>();
  let held: Promise<void> | undefined;
  const server = createServer(async (request, response) => {
    requests.push(request.url ?? '');
    response.on('close', () => {
      if (!response.writableEnded) abandoned.resolve();
    });
    requested.resolve();
    await held;
    const texts = neurons[Number(/^\/api\/tiny-2l\/all\/1\/(\d+)$/.exec(request.url ?? '')?.[1])];
    const neuron = { neuron_index: { layer: 1, neuron: 3 }, texts };
    const page =
      request.url === '/api' ? { models } : texts && { metadata: { data: METADATA }, neuroscope: { data: neuron } };
    response.statusCode = page ? 200 : 404;
    response.setHeader('content-type', page ? 'application/json' : 'text/plain');
    response.end(page ? JSON.stringify(page) : 'No such neuron: tiny-2l has layers 0 to 1 and neurons 0 to 7.');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    requests,
    /** Resolved when the first request has come. */
    requested: () => requested.promise,
    /** Resolved when a caller has gone away before its answer. */
    abandoned: () => abandoned.promise,
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
