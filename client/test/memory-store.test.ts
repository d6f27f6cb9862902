import { memoryStore } from './helpers/memory-store.ts';
import { describeStore } from './helpers/store-contract.ts';

describeStore('a store in memory', (_, options) => memoryStore(options));
