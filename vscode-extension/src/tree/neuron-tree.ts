import { isDeepDecipherError, staleWords } from '@deepdecipher/client';
import * as vscode from 'vscode';
import type { Api } from '../api.ts';
import { idOf, type LayerNode, type MoreNode, type Node, neuronNodes, type ProblemNode } from './nodes.ts';
import { treeItem } from './tree-item.ts';

const PAGE = 50;

/** How the API stands. */
export interface ApiState {
  /** What an empty tree says. */
  readonly api: 'ready' | 'empty' | 'away';
  /** What a tree says that is drawn from copies. */
  readonly note: string | undefined;
}

/** Models, their layers, and each layer's neurons by importance; each level is loaded when it is opened. */
export class NeuronTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #api: Api;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  readonly #stateChanged = new vscode.EventEmitter<ApiState>();
  readonly #renewing: vscode.Disposable;
  /** Neurons shown of each layer of which more than a page is. */
  readonly #shown = new Map<string, number>();
  #loading = new AbortController();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly onDidChangeState = this.#stateChanged.event;

  constructor(api: Api, log: vscode.LogOutputChannel) {
    this.#api = api;
    this.#log = log;
    this.#renewing = api.onDidRenew(() => this.#reload());
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return treeItem(node);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    const { signal } = this.#loading;
    try {
      if (!node) return await this.#models(signal);
      if (node.kind === 'layer') return await this.#neurons(node, signal);
    } catch (error) {
      if (signal.aborted) return [];
      throw error;
    }
    if (node.kind !== 'model') return [];
    return Array.from({ length: node.metadata.num_layers }, (_, layer) => ({ kind: 'layer', model: node, layer }));
  }

  /** Shows the next page of the layer's neurons. */
  showMore({ layer, shown }: MoreNode): void {
    this.#shown.set(idOf(layer), shown + PAGE);
    this.#changed.fire(layer);
  }

  /** Loads again what could not be loaded. */
  retry({ layer }: ProblemNode): void {
    this.#changed.fire(layer);
  }

  dispose(): void {
    this.#loading.abort();
    this.#renewing.dispose();
    this.#changed.dispose();
    this.#stateChanged.dispose();
  }

  async #models(signal: AbortSignal): Promise<Node[]> {
    try {
      const { value: models, stale } = await this.#api.client.models({ signal });
      const note = stale && staleWords(stale);
      this.#stateChanged.fire({ api: models.length > 0 ? 'ready' : 'empty', note });
      return models.map((metadata) => ({ kind: 'model', metadata }));
    } catch (error) {
      if (!isDeepDecipherError(error)) throw error;
      this.#log.warn(error.message);
      this.#stateChanged.fire({ api: 'away', note: undefined });
      return [];
    }
  }

  async #neurons(layer: LayerNode, signal: AbortSignal): Promise<Node[]> {
    const problem = (message: string): Node[] => [{ kind: 'problem', layer, message }];
    try {
      const answer = await this.#api.client.layer(layer.model.metadata.name, layer.layer, { signal });
      if (!answer.found) return problem(answer.message);
      const { neuroscope } = answer.value;
      if (neuroscope.status !== 'ready') return problem(neuroscope.message);
      return neuronNodes(layer, neuroscope.data, this.#shown.get(idOf(layer)) ?? PAGE);
    } catch (error) {
      if (!isDeepDecipherError(error)) throw error;
      this.#log.warn(error.message);
      return problem(error.message);
    }
  }

  #reload(): void {
    this.#loading.abort();
    this.#loading = new AbortController();
    this.#changed.fire(undefined);
  }
}
