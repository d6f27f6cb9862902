// What widget managers load by module name (nbclassic, VS Code, exported pages). JupyterLab loads plugin.ts.
export { MODULE_NAME, MODULE_VERSION } from './version.ts';
export { NeuronModel, NeuronView } from './widget.ts';
