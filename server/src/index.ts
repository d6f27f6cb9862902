export { type AppOptions, buildApp } from './app.ts';
export { type Dataset, openDataset, type Page, type PageKey, type ServiceSize } from './dataset/dataset.ts';
export { DatasetError, type DatasetProblem } from './dataset/dataset-error.ts';
export type { StoredModel } from './dataset/models.ts';
export { createSite, loadSite, type Site } from './website/site.ts';
