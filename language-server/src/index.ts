export { type ConnectOptions, connect } from './connect.ts';
export { doHover, type HoverContext } from './service/hover.ts';
export { DEFAULT_SETTINGS, type Settings } from './settings.ts';
// Not exported on purpose: how Markdown is written. A host that wants other words takes the neuron from its client.
