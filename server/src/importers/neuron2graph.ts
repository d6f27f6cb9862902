import { createSimilarityIndex, type SimilarityIndex, type SimilarNeuron, tokensOfPage } from '@deepdecipher/client';
import * as v from 'valibot';
import { type DotDrawing, type DotNode, readDot } from './dot.ts';
import { listFiles, readText } from './files.ts';
import { UnreadableSourceError } from './import-error.ts';
import type { Importer } from './importer.ts';
import { readQuality } from './neuron2graph-quality.ts';
import { tokenPage } from './token-page.ts';

const SERVICE = 'neuron2graph';
const PLACE = /(?:^|\/)(\d+)_(\d+)(?:\/graph)?(?:\.(?:dot|gv|txt))?$/;

const STATISTICS = /(?:^|\/)stats\.json$/;
/** The reference deployment lists neurons from this similarity up; the recorder lists as many. */
const [THRESHOLD, MAX_SIMILAR] = [0.4, 20];

const PageSchema = v.looseObject({});

/** The graphs that Neuron2Graph draws, one DOT file per neuron: `{layer}_{neuron}` or `{layer}_{neuron}/graph`. */
export function neuron2graphImporter(folder: string, model: string): Importer {
  let index: SimilarityIndex | undefined;
  return {
    format: 'neuron2graph',
    origin: 'graphs drawn by Neuron2Graph',
    about:
      'Neuron2Graph drawings (DOT): for each neuron the tokens that activate it and the context that they need. They become `neuron2graph` pages with similar neurons and, where there is a stats.json, the quality of each graph; and entries for the search of tokens.',
    sources: () =>
      listFiles(
        folder,
        (name) => PLACE.test(name) || STATISTICS.test(name),
        'graph named {layer}_{neuron} or {layer}_{neuron}/graph',
      ),
    read(source, stage) {
      if (STATISTICS.test(source.name)) return readQuality(source, { model, service: SERVICE }, stage);
      const [, layer, neuron] = PLACE.exec(source.name) ?? [];
      const place = { layer: Number(layer), neuron: Number(neuron) };
      const graphviz = readText(source);
      const { clusters, edges } = readDot(graphviz);
      const columns = columnsOf(clusters);
      if (columns.length === 0) throw new UnreadableSourceError('has no nodes: nothing was found for this neuron');
      const graph = graphOf(columns, edges);
      stage.part({ model, service: SERVICE, ...place }, 'graph', { graph, graphviz });
      const tokens = tokensOfPage({ graph, graphviz, similar: [] });
      for (const kind of ['activating', 'important'] as const) {
        for (const [token, strength] of tokens[kind]) stage.token(model, kind, token, place, strength);
      }
      if (graph.graph.some(({ token }) => token === '')) stage.remark(EMPTY_TOKEN);
    },
    prepare(tokens) {
      index = createSimilarityIndex(tokenPage(tokens));
    },
    assemble(key, parts, stage) {
      // A neuron that occurs twice (in two folders) is served as it was read last.
      const graph = parts.findLast(({ kind }) => kind === 'graph');
      const quality = parts.findLast(({ kind }) => kind === 'quality');
      if (graph === undefined) {
        stage.skip(`neuron ${key.neuron} of layer ${key.layer}`, 'is in stats.json, but its graph is not there');
        return;
      }
      const page = v.parse(PageSchema, graph.value);
      const similar = index?.similar(
        { layer: key.layer, neuron: key.neuron },
        { top: MAX_SIMILAR, threshold: THRESHOLD },
      );
      stage.page(key, { ...page, similar: similar?.map(toListed) ?? [], ...(quality && { quality: quality.value }) });
    },
  };
}

function toListed({ layer, neuron, similarity }: SimilarNeuron) {
  return { layer, neuron, similarity: Number(similarity.toFixed(4)) };
}

const EMPTY_TOKEN =
  'A graph has a node without a label. Some versions of Neuron2Graph drop quotes and brackets at the ends of tokens; what the token was cannot be told.';

/**
 * The columns of a graph: the activating tokens (drawn red) first, then the context, one step further back each. One
 * version draws them in this order, another (n2g-rs) the other way round.
 */
function columnsOf(clusters: DotDrawing['clusters']): readonly (readonly DotNode[])[] {
  const columns = clusters.filter((cluster) => cluster.length > 0);
  const isActivating = (column: readonly DotNode[] | undefined) => column?.some(({ red, blue }) => red > blue) ?? false;
  return isActivating(columns.at(-1)) && !isActivating(columns[0]) ? columns.toReversed() : columns;
}

/** The graph as the API sends it. Colours say how important a node is: the less green, the more. */
function graphOf(columns: readonly (readonly DotNode[])[], edges: DotDrawing['edges']) {
  const nodes = columns.flatMap((column, depth) => column.map((node) => ({ ...node, depth })));
  const indexOf = new Map(nodes.map(({ id }, index) => [id, index]));
  const required = nodes.map(() => new Set<number>());
  for (const edge of edges) {
    // Which way an edge points differs between versions; the context is always what lies further back.
    const [near, far] = edge
      .map((id) => indexOf.get(id))
      .filter((index) => index !== undefined)
      .sort((a, b) => (nodes[a]?.depth ?? 0) - (nodes[b]?.depth ?? 0));
    if (near !== undefined && far !== undefined) required[near]?.add(far);
  }
  // The reference server's first subgraph is always the empty one of the trie's root.
  const indices = [0, 0];
  for (const column of columns) indices.push((indices.at(-1) ?? 0) + column.length);
  return {
    subgraph_indices: indices,
    graph: nodes.map(({ token, green }, index) => ({
      token,
      required: [...(required[index] ?? [])].sort((a, b) => a - b),
      importance: Number((1 - green / 255).toFixed(3)),
    })),
  };
}
