import { formatNumber } from '@deepdecipher/client';
import * as vscode from 'vscode';
import { idOf, type Node, tokenLabels } from './nodes.ts';

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

/** How a node is drawn. Tokens go into labels and plain tooltips only, which are drawn as text. */
export function treeItem(node: Node): vscode.TreeItem {
  const { label, collapsible = None, ...looks } = looksOf(node);
  return Object.assign(new vscode.TreeItem(label, collapsible), looks, { id: idOf(node), contextValue: node.kind });
}

interface Looks extends Pick<vscode.TreeItem, 'tooltip' | 'command' | 'iconPath' | 'accessibilityInformation'> {
  readonly label: string;
  readonly description?: string;
  readonly collapsible?: vscode.TreeItemCollapsibleState;
}

function looksOf(node: Node): Looks {
  switch (node.kind) {
    case 'model': {
      const { name, num_layers, layer_size, activation_function, dataset } = node.metadata;
      return {
        label: name,
        description: `${num_layers} × ${layer_size.toLocaleString('en-US')} neurons`,
        tooltip: `${name}: ${num_layers} layers of ${layer_size.toLocaleString('en-US')} neurons, ${activation_function}, ${dataset}`,
        accessibilityInformation: { label: `Model ${name}, ${num_layers} layers` },
        collapsible: Collapsed,
      };
    }
    case 'layer':
      return {
        label: `Layer ${node.layer}`,
        tooltip: idOf(node),
        accessibilityInformation: { label: `Layer ${node.layer} of ${node.model.metadata.name}` },
        collapsible: Collapsed,
      };
    case 'neuron': {
      const reference = { model: node.layer.model.metadata.name, layer: node.layer.layer, neuron: node.neuron };
      const tokens = tokenLabels(node.peakTokens);
      const importance = `importance ${formatNumber(node.importance)}`;
      return {
        label: String(node.neuron),
        description: tokens || importance,
        tooltip: [`${idOf(node)}, ${importance}`, tokens && `Peaks on ${tokens}`].filter(Boolean).join('\n'),
        accessibilityInformation: { label: `Neuron ${node.neuron}, ${tokens && `peaks on ${tokens}, `}${importance}` },
        command: { command: 'deepdecipher.openNeuron', title: 'Open', arguments: [reference] },
      };
    }
    case 'more':
      return {
        label: 'Load more',
        description: `${node.shown} of ${node.total.toLocaleString('en-US')}`,
        iconPath: new vscode.ThemeIcon('ellipsis'),
        command: { command: 'deepdecipher.showMoreNeurons', title: 'Load more', arguments: [node] },
      };
    case 'problem':
      return {
        label: node.message,
        tooltip: `${node.message}\nClick to try again.`,
        iconPath: new vscode.ThemeIcon('warning'),
        command: { command: 'deepdecipher.retry', title: 'Try again', arguments: [node] },
      };
  }
}
