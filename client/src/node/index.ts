export { cacheFolder } from './cache-folder.ts';
export { type Dataset, NONE, openDataset, type Page, type PageKey, type ServiceSize } from './dataset/dataset.ts';
export { DatasetError, type DatasetProblem } from './dataset/dataset-error.ts';
export type { StoredModel } from './dataset/models.ts';
export type { KeyTerm } from './dataset/token-search.ts';
export { type DatasetTransport, datasetTransport } from './dataset-transport.ts';
export { type FolderStore, type FolderStoreOptions, folderStore } from './folder-store.ts';
