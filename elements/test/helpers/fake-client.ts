import type {
  Answer,
  CallOptions,
  LayerData,
  ModelData,
  NeuronData,
  SearchData,
  SearchTerm,
  Stale,
} from '@deepdecipher/client';
import type { ElementClient } from '../../src/element-client.ts';

type Value = NeuronData | LayerData | ModelData | SearchData;

/** A question that a {@link FakeClient} was asked and that the test answers when it likes. */
export interface Question {
  /** `MODEL[/LAYER[/NEURON]]`, or `MODEL?KIND:TOKEN[,...]` */
  readonly about: string;
  readonly signal: AbortSignal | undefined;
  /** `stale` makes the answer an older copy. */
  answer(value: Value, stale?: Stale): void;
  absent(message: string): void;
  fail(error: Error): void;
}

/** What the elements ask of a client; its answers come when the test gives them. */
export class FakeClient implements ElementClient {
  readonly questions: Question[] = [];

  /** The newest question. @throws if nothing was asked */
  get last(): Question {
    const question = this.questions.at(-1);
    if (!question) throw new Error('Nothing was asked');
    return question;
  }

  model = (model: string, options?: CallOptions) => this.#ask<ModelData>(model, options);
  layer = (model: string, layer: number, options?: CallOptions) => this.#ask<LayerData>(`${model}/${layer}`, options);
  neuron = ({ model, layer, neuron }: NeuronData['reference'], options?: CallOptions) =>
    this.#ask<NeuronData>(`${model}/${layer}/${neuron}`, options);
  search = (model: string, terms: readonly SearchTerm[], options?: CallOptions) =>
    this.#ask<SearchData>(`${model}?${terms.map(({ kind, token }) => `${kind}:${token}`).join(',')}`, options);

  #ask<T extends Value>(about: string, options: CallOptions = {}): Promise<Answer<T>> {
    return new Promise((resolve, reject) => {
      const { signal } = options;
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.questions.push({
        about,
        signal,
        // The test answers with what was asked for.
        answer: (value, stale) => resolve({ found: true, value: value as T, ...(stale && { stale }) }),
        absent: (message) => resolve({ found: false, message }),
        fail: reject,
      });
    });
  }
}
