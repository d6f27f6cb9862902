import type { Answer, CallOptions, Client, LayerData, ModelData, NeuronData } from '@deepdecipher/client';

/** A question that a {@link FakeClient} was asked and that the test answers when it likes. */
export interface Question {
  /** `MODEL[/LAYER[/NEURON]]` */
  readonly about: string;
  readonly signal: AbortSignal | undefined;
  answer(value: NeuronData | LayerData | ModelData): void;
  absent(message: string): void;
  fail(error: Error): void;
}

/** A client whose answers come when the test gives them. */
export class FakeClient implements Client {
  readonly address = 'test';
  readonly questions: Question[] = [];

  /** The newest question. @throws if nothing was asked */
  get last(): Question {
    const question = this.questions.at(-1);
    if (!question) throw new Error('Nothing was asked');
    return question;
  }

  models = () => Promise.resolve([]);
  clear = () => {};
  model = (model: string, options?: CallOptions) => this.#ask<ModelData>(model, options);
  layer = (model: string, layer: number, options?: CallOptions) => this.#ask<LayerData>(`${model}/${layer}`, options);
  neuron = ({ model, layer, neuron }: NeuronData['reference'], options?: CallOptions) =>
    this.#ask<NeuronData>(`${model}/${layer}/${neuron}`, options);

  #ask<T extends NeuronData | LayerData | ModelData>(about: string, options: CallOptions = {}): Promise<Answer<T>> {
    return new Promise((resolve, reject) => {
      const { signal } = options;
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.questions.push({
        about,
        signal,
        // The test answers with what was asked for.
        answer: (value) => resolve({ found: true, value: value as T }),
        absent: (message) => resolve({ found: false, message }),
        fail: reject,
      });
    });
  }
}
