import { type ImportantNeuron, type Metadata, type NeuroscopeLayer, tokenLabel } from '@deepdecipher/client';

export interface ModelNode {
  readonly kind: 'model';
  readonly metadata: Metadata;
}

export interface LayerNode {
  readonly kind: 'layer';
  readonly model: ModelNode;
  readonly layer: number;
}

export interface NeuronNode {
  readonly kind: 'neuron';
  readonly layer: LayerNode;
  readonly neuron: number;
  /** First text's maximum less its minimum activation, in the model's own unit. */
  readonly importance: number;
  /** Up to three tokens on which its texts peak, commonest first. */
  readonly peakTokens: readonly string[];
}

/** Stands behind the last neuron shown; choosing it shows more. */
export interface MoreNode {
  readonly kind: 'more';
  readonly layer: LayerNode;
  readonly shown: number;
  readonly total: number;
}

/** Stands where children should be. */
export interface ProblemNode {
  readonly kind: 'problem';
  readonly layer: LayerNode;
  readonly message: string;
}

export type Node = ModelNode | LayerNode | NeuronNode | MoreNode | ProblemNode;

/** A layer's first `shown` neurons, most important first (ties: lower number), and how to see more. */
export function neuronNodes(layer: LayerNode, page: NeuroscopeLayer, shown: number): (NeuronNode | MoreNode)[] {
  const all = page.important_neurons
    .map((important: ImportantNeuron, index) => ({ important, peakTokens: page.peak_tokens?.[index] ?? [] }))
    .sort(({ important: [a, x] }, { important: [b, y] }) => y - x || a.neuron - b.neuron);
  const nodes = all.slice(0, shown).map(({ important: [{ neuron }, importance], peakTokens }): NeuronNode => {
    return { kind: 'neuron', layer, neuron, importance, peakTokens };
  });
  return nodes.length < all.length ? [...nodes, { kind: 'more', layer, shown, total: all.length }] : nodes;
}

/** The same for the same thing whenever it is loaded, so that the view keeps what is open and selected. */
export function idOf(node: Node): string {
  switch (node.kind) {
    case 'model':
      return node.metadata.name;
    case 'layer':
      return `${idOf(node.model)}/${node.layer}`;
    case 'neuron':
      return `${idOf(node.layer)}/${node.neuron}`;
    default:
      return `${idOf(node.layer)}/${node.kind}`;
  }
}

/** Tokens as a list shows them. */
export function tokenLabels(tokens: readonly string[]): string {
  return tokens.map(tokenLabel).join('  ');
}
