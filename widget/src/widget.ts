import '@deepdecipher/elements/register';

export { NeuronModel } from './neuron-model.ts';
export { NeuronView } from './neuron-view.ts';
