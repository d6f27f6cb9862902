import { IJupyterWidgetRegistry } from '@jupyter-widgets/base';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { MODULE_NAME, MODULE_VERSION } from './version.ts';

/** Tells JupyterLab and Notebook 7 where the widgets are; their code is loaded with the first widget shown. */
const widgetPlugin: JupyterFrontEndPlugin<void> = {
  id: `${MODULE_NAME}:widget`,
  description: 'Shows neurons of language models in notebooks.',
  autoStart: true,
  requires: [IJupyterWidgetRegistry],
  activate: (_app: JupyterFrontEnd, registry: IJupyterWidgetRegistry) => {
    registry.registerWidget({
      name: MODULE_NAME,
      version: MODULE_VERSION,
      exports: async () => {
        const { NeuronModel, NeuronView } = await import('./widget.ts');
        return { NeuronModel, NeuronView };
      },
    });
  },
};

// biome-ignore lint/style/noDefaultExport: JupyterLab loads a plugin's default export.
export default widgetPlugin;
