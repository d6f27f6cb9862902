import { type SVGTemplateResult, svg } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { GraphLayout, PlacedNode } from './graph-layout.ts';

/** Width of the space between two columns, in widths of a column. */
const SPACE = 0.45;

/** How a picture 100 wide is shared by its columns and the spaces between them. */
export function columnWidths({ columns }: GraphLayout): { readonly column: number; readonly space: number } {
  const column = 100 / (columns.length + SPACE * (columns.length - 1));
  return { column, space: column * SPACE };
}

/** The height of a graph, in rows. */
export function rowsOf({ columns }: GraphLayout): number {
  return Math.max(0, ...columns.map((column) => column.length));
}

/**
 * Lines from every token to those that it stands before, over the whole picture, which is 100 wide and as many units high
 * as it has rows. @param lit indices of the nodes whose lines stand out; `undefined` if none is to
 */
export function graphEdges(layout: GraphLayout, lit: ReadonlySet<number> | undefined): SVGTemplateResult {
  const rows = rowsOf(layout);
  const widths = columnWidths(layout);
  const left = ({ column }: PlacedNode) => (layout.columns.length - 1 - column) * (widths.column + widths.space);
  const middle = ({ column, row }: PlacedNode) => (rows - (layout.columns[column]?.length ?? 0)) / 2 + row + 0.5;
  const nodes = new Map(layout.columns.flat().map((node) => [node.index, node]));
  const edges = [...nodes.values()].flatMap((node) =>
    node.before.flatMap((index) => {
      const earlier = nodes.get(index);
      return earlier && earlier.column > node.column ? [{ earlier, node }] : [];
    }),
  );
  return svg`<svg class="edges" viewBox="0 0 100 ${rows}" preserveAspectRatio="none" aria-hidden="true">
    ${edges.map(({ earlier, node }) => {
      const from = left(earlier) + widths.column;
      const to = left(node);
      const bend = (from + to) / 2;
      const isLit = lit?.has(earlier.index) && lit.has(node.index);
      const d = `M${from},${middle(earlier)}C${bend},${middle(earlier)} ${bend},${middle(node)} ${to},${middle(node)}`;
      return svg`<path class=${classMap({ edge: true, lit: isLit === true, faded: lit !== undefined && !isLit })} d=${d} />`;
    })}
  </svg>`;
}
