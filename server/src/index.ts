export { type AppOptions, buildApp } from './app.ts';
export { createSite, loadSite, type Site } from './website/site.ts';
