import parseDot, { type Attr, type Graph, type Stmt } from 'dotparser';
import { UnreadableSourceError } from './import-error.ts';

/** One node of a drawn graph. */
export interface DotNode {
  readonly id: string;
  readonly token: string;
  /** Parts of the fill colour, 0 to 255; white if the drawing names none. */
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** A drawing: nodes by cluster in the order of the file, and pairs of ids. */
export interface DotDrawing {
  readonly clusters: readonly (readonly DotNode[])[];
  readonly edges: readonly (readonly [string, string])[];
}

// `[label=x fillcolor=...` or `[label=x]`: up to the next attribute or the end of the list.
const BARE_LABEL = /\[label=([^"\s]\S*?)(?=[,;]?\s+\w+=|\s*\]\s*;?\s*$)/gm;

/**
 * Reads the DOT that Neuron2Graph writes. Labels without quotes are taken as they stand, also where DOT would need quotes.
 *
 * @throws {UnreadableSourceError} if it is no DOT
 */
export function readDot(text: string): DotDrawing {
  const quoted = text.replace(BARE_LABEL, (_, label: string) => `[label="${label.replaceAll('"', '\\"')}"`);
  const [graph] = parse(quoted);
  if (graph === undefined) throw new UnreadableSourceError('holds no graph');
  const clusters: DotNode[][] = [];
  const edges: [string, string][] = [];
  const loose: DotNode[] = [];
  const visit = (statements: readonly Stmt[], nodes: DotNode[]): void => {
    for (const statement of statements) {
      if (statement.type === 'subgraph') {
        const cluster: DotNode[] = [];
        clusters.push(cluster);
        visit(statement.children, cluster);
      } else if (statement.type === 'node_stmt') {
        nodes.push(nodeOf(String(statement.node_id.id), statement.attr_list));
      } else if (statement.type === 'edge_stmt') {
        const ids = statement.edge_list.flatMap((end) => (end.type === 'node_id' ? [String(end.id)] : []));
        for (const [index, to] of ids.entries()) {
          const from = ids[index - 1];
          if (from !== undefined) edges.push([from, to]);
        }
      }
    }
  };
  visit(graph.children, loose);
  return { clusters: loose.length > 0 ? [...clusters, loose] : clusters, edges };
}

function parse(text: string): Graph[] {
  try {
    return parseDot(text);
  } catch (error) {
    throw new UnreadableSourceError('is no graph in DOT that can be read', { cause: error });
  }
}

function nodeOf(id: string, attributes: readonly Attr[]): DotNode {
  const value = (name: string) => {
    const found = attributes.find((attribute) => attribute.id === name)?.eq;
    return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
  };
  const [, red = 'ff', green = 'ff', blue = 'ff'] =
    /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})/i.exec(value('fillcolor') ?? '') ?? [];
  const part = (hex: string) => Number.parseInt(hex, 16);
  return { id, token: tokenOf(value('label') ?? id), red: part(red), green: part(green), blue: part(blue) };
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
]);

/**
 * The token of a label: escaped as in JSON, then in some versions once more for graphviz; only blanks stand in single
 * quotes.
 */
function tokenOf(label: string): string {
  const json = label.replaceAll('\\\\', '\\');
  const token = json.replace(
    /\\(?:u([\da-f]{4})|([nrtbf"\\/]))/gi,
    (_, code: string | undefined, char: string | undefined) =>
      code === undefined ? (ESCAPES.get(char ?? '') ?? char ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
  );
  return /^'\s*'$/.test(token) ? token.slice(1, -1) : token;
}
