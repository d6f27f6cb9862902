import type { Client } from '@deepdecipher/client';

/** What the elements ask of a client; every {@link Client} is one. */
export type ElementClient = Pick<Client, 'model' | 'layer' | 'neuron' | 'search'>;
