// Prints the wire's shapes as one JSON Schema document, for those who do not speak TypeScript: `wire.schema.json`.
import { toJsonSchemaDefs } from '@valibot/to-json-schema';
import * as wire from '../src/wire/index.ts';

const definitions = toJsonSchemaDefs(
  {
    Metadata: wire.MetadataSchema,
    ModelList: wire.ModelListSchema,
    NeuroscopeModel: wire.NeuroscopeModelSchema,
    NeuroscopeLayer: wire.NeuroscopeLayerSchema,
    NeuroscopeNeuron: wire.NeuroscopeNeuronSchema,
    Neuron2Graph: wire.Neuron2GraphSchema,
    Neuron2GraphModel: wire.Neuron2GraphModelSchema,
    NeuronExplainer: wire.NeuronExplainerSchema,
    Problem: wire.ProblemSchema,
  },
  // `check` (tokens and activations of one length) and `finite` have no counterpart in JSON Schema; JSON has no NaN anyway.
  { errorMode: 'ignore' },
);

export const wireSchema = `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', definitions }, null, 2)}\n`;

if (import.meta.main) process.stdout.write(wireSchema);
