import type { BrowserContext, Page } from 'playwright-core';
import type { Jupyter } from './jupyter.ts';

const LIMIT = 60_000;
/** Thrown by Notebook 7 itself, without any extension. */
const KNOWN = [/Cannot read properties of undefined \(reading 'schema'\)/];

/** What is used of the Jupyter application, which exposes itself to its page on demand. */
interface JupyterWindow extends Window {
  readonly jupyterapp: {
    readonly restored: Promise<void>;
    readonly commands: { execute(command: string): Promise<unknown> };
    readonly shell: {
      readonly currentWidget?: {
        readonly context?: { readonly isReady: boolean; save(): Promise<void> };
        readonly sessionContext?: { readonly session?: { readonly kernel?: Kernel } };
      };
    };
  };
}

interface Kernel {
  readonly status: string;
  requestExecute(content: { code: string; store_history: boolean }): {
    onIOPub: (message: { header: { msg_type: string }; content: Record<string, string> }) => void;
    readonly done: Promise<unknown>;
  };
}

declare const window: JupyterWindow;

/** A notebook open in a browser. */
export class NotebookPage {
  readonly page: Page;
  /** Exceptions that nobody caught, and messages of widget managers that could not draw. */
  readonly errors: string[] = [];
  /** Addresses outside this machine that the page asked for. */
  readonly foreign: string[] = [];
  /** All that was asked of other servers than Jupyter's. */
  readonly requests: string[] = [];

  private constructor(page: Page, jupyter: Jupyter) {
    this.page = page;
    page.on('pageerror', (error) => {
      if (!KNOWN.some((known) => known.test(error.message))) this.errors.push(error.stack ?? error.message);
    });
    page.on('console', (message) => {
      if (/is not registered|Error displaying widget/.test(message.text())) this.errors.push(message.text());
    });
    page.on('dialog', (dialog) => {
      this.errors.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (!/^https?:$/.test(url.protocol)) return;
      if (url.hostname !== '127.0.0.1') this.foreign.push(url.href);
      else if (url.origin !== jupyter.address) this.requests.push(url.href);
    });
  }

  /** Opens a notebook and waits until its kernel is idle. */
  static async open(context: BrowserContext, jupyter: Jupyter, name: string): Promise<NotebookPage> {
    const page = await context.newPage();
    const notebook = new NotebookPage(page, jupyter);
    const workspace = `test-${Date.now()}`;
    const path = jupyter.app === 'lab' ? `lab/workspaces/${workspace}/tree/${name}?reset` : `notebooks/${name}`;
    await page.goto(`${jupyter.address}/${path}`, { waitUntil: 'domcontentloaded' });
    await page.waitForFunction(() => window.jupyterapp?.restored, null, { timeout: LIMIT });
    await page.evaluate(() => window.jupyterapp.restored);
    await page.waitForFunction(
      () => {
        const { context, sessionContext } = window.jupyterapp.shell.currentWidget ?? {};
        return context?.isReady && sessionContext?.session?.kernel?.status === 'idle';
      },
      null,
      { timeout: LIMIT },
    );
    return notebook;
  }

  /** Runs all cells and resolves when the last has run. */
  async runAll(): Promise<void> {
    await this.page.evaluate(() => window.jupyterapp.commands.execute('notebook:run-all-cells'));
  }

  async save(): Promise<void> {
    await this.page.evaluate(() => window.jupyterapp.shell.currentWidget?.context?.save());
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** Runs code in the notebook's kernel, beside its cells. @returns what it printed, or the error */
  kernel(code: string): Promise<string> {
    return this.page.evaluate(async (code) => {
      const kernel = window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
      if (!kernel) throw new Error('The notebook has no kernel.');
      let printed = '';
      const request = kernel.requestExecute({ code, store_history: false });
      request.onIOPub = ({ header, content }) => {
        if (header.msg_type === 'stream') printed += content['text'];
        if (header.msg_type === 'error') printed += `${content['ename']}: ${content['evalue']}`;
      };
      await request.done;
      return printed.trim();
    }, code);
  }
}
