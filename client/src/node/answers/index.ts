// What a server over datasets is made of; other programs need only what is in `@deepdecipher/client/node`.
export { type Catalogue, createCatalogue, type ServedModel } from '../dataset/catalogue.ts';
export { guardDataset } from '../dataset/dataset-error.ts';
export { type KeyTerm, SEARCH_SERVICE, searchKey } from '../dataset/token-search.ts';
export { type Answer, type AnswerStore, createAnswerStore, decompress, tagOf } from './answer.ts';
export { type Api, createApi, type Texted } from './api.ts';
export { takePage } from './envelope.ts';
export { locate, type Place, type Refusal, type Segments } from './locate.ts';
export { answerRequest, nothingAt } from './request.ts';
export { readSearchQuery } from './search-query.ts';
