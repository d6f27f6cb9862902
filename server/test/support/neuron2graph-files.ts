/** A drawing exactly as albertsgarde/Neuron2Graph writes it. */
export const DRAWING = `digraph {
	graph [nodesep=0.2 rankdir=RL ranksep=1.5 splines=spline]
	node [fixedsize=true height=0.75 width=2]
	1 -> 4 [dir=back penwidth=3]
	1 -> 5 [dir=back penwidth=3]
	3 -> 6 [dir=back penwidth=3]
	subgraph cluster_4 {
		pencolor=white penwidth=3
	}
	subgraph cluster_3 {
		pencolor=white penwidth=3
		1 [label=" City" fillcolor="#ff1313" fontcolor=black fontsize=25 penwidth=3 shape=box style="filled,solid"]
		2 [label=" \\"" fillcolor="#ff9292" fontcolor=black fontsize=25 penwidth=7 shape=box style="filled,solid"]
		3 [label=hi fillcolor="#ff4949" fontcolor=black fontsize=25 penwidth=3 shape=box style="filled,solid"]
	}
	subgraph cluster_2 {
		pencolor=white penwidth=3
		4 [label=" York" fillcolor="#3939ff" fontcolor=white fontsize=25 penwidth=7 shape=box style="filled,solid"]
		5 [label=" Mexico" fillcolor="#7272ff" fontcolor=white fontsize=25 penwidth=7 shape=box style="filled,solid"]
		6 [label=" say" fillcolor="#1d1dff" fontcolor=white fontsize=25 penwidth=7 shape=box style="filled,solid"]
	}
}
`;

/** A drawing in the form of n2g-rs: deepest column first, edges from context to activating token. */
export const RUST_DRAWING = `digraph {
  graph [nodesep=0.2, rankdir=LR, ranksep=1.5, splines=spline];
  node [fixedsize=true, height=0.75, width=2, shape=box, style="filled,solid", fontcolor=black, fontsize=25, penwidth=7];
  edge [penwidth=3];
  subgraph cluster_2 {
    pencolor=white
    11 [label=" York", fillcolor="#3939ff"];
    12 [label=don't, fillcolor="#7272ff"];
  }
  subgraph cluster_1 {
    pencolor=white
    1 [label=" City", fillcolor="#ff1313"];
  }
  11 -> 1;
  12 -> 1;
}
`;

/** A drawing of activating tokens alone; `labels` as they stand in DOT. */
export function drawingOf(...labels: readonly string[]): string {
  const nodes = labels.map((label, index) => `\t\t${index + 1} [label=${label} fillcolor="#ff4949" fontsize=25]`);
  return `digraph {\n\tsubgraph cluster_1 {\n\t}\n\tsubgraph cluster_0 {\n${nodes.join('\n')}\n\t}\n}\n`;
}
