import type { FrameLocator, Locator, Page } from 'playwright-core';

/** A VS Code workbench as its user sees it. Every wait is on something that is shown. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens a file of the folder's top level. */
  async openFile(name: string): Promise<Locator> {
    await this.openView('Explorer');
    await this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first().dblclick();
    const editor = this.page.locator(`.editor-instance .monaco-editor[data-uri$="/${name}"]`);
    await editor.locator('.view-line').first().waitFor();
    return editor;
  }

  /** Shows a view container of the activity bar; one that is shown already stays. */
  async openView(container: string): Promise<void> {
    const tab = this.page.locator('.activitybar .action-item', {
      has: this.page.locator(`a.action-label[aria-label^="${container}"]`),
    });
    await tab.waitFor();
    if ((await tab.getAttribute('aria-selected')) === 'true') return;
    await tab.locator('a.action-label').click();
  }

  /** Runs a command by its title in the palette, `Category: Title`. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const quick = this.quickInput;
    await quick.locator('input').first().fill(`>${title}`);
    await quick.locator('.monaco-list-row', { hasText: title }).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Types into the input box of this title, in place of what is there. */
  async typeInto(title: string, text: string): Promise<void> {
    await this.quickInput.locator('.quick-input-title').getByText(title, { exact: true }).waitFor();
    await this.quickInput.locator('input').first().fill(text);
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** Rows of a tree view, by its accessible name. */
  treeItems(view: string, name: string | RegExp): Locator {
    return this.page.locator(`.pane-body .monaco-list[aria-label^="${view}"]`).getByRole('treeitem', { name });
  }

  /**
   * Moves the mouse onto `word` and answers the hover's box. It asks again while the box does not say `expected`: a hover
   * that comes before the extension is active stays empty, and nothing on the page tells when it is.
   */
  async hover(editor: Locator, word: string, expected: string | RegExp, attempts = 10): Promise<Locator> {
    const line = editor.locator('.view-line', { hasText: word }).first();
    const box = this.page.locator('.monaco-hover:not(.hidden):visible', { hasText: expected }).first();
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { x, y } = await middleOf(line, word);
      await this.page.mouse.move(x, y + 300);
      await this.page.mouse.move(x - 3, y);
      await this.page.mouse.move(x, y, { steps: 3 });
      const isThere = await box.waitFor({ timeout: 1500 }).then(
        () => true,
        () => false,
      );
      if (isThere) return box;
    }
    const seen = await this.page.locator('.monaco-hover:not(.hidden):visible').allInnerTexts();
    throw new Error(`The hover on ${word} does not say ${expected}. It says: ${seen.join('\n---\n') || 'nothing'}`);
  }

  /** The page in the webview of the editor that is shown. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Titles of the open editors. */
  get editorTitles(): Promise<string[]> {
    return this.page.locator('.editor-group-container .tab .label-name').allInnerTexts();
  }

  /** Text of a notification; the driver turns pop-ups off, so that it is read in the notification centre. */
  async notification(text: string | RegExp): Promise<Locator> {
    await this.page.locator('#status\\.notifications a').click();
    const item = this.page.locator('.notifications-center .notification-list-item', { hasText: text }).first();
    await item.waitFor();
    return item;
  }
}

async function middleOf(line: Locator, word: string): Promise<{ x: number; y: number }> {
  return line.evaluate((element, word) => {
    const index = (element.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(word) + Math.floor(word.length / 2);
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let passed = 0, node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = node.nodeValue?.length ?? 0;
      if (passed + length > index) {
        const range = document.createRange();
        range.setStart(node, index - passed);
        range.setEnd(node, index - passed + 1);
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      }
      passed += length;
    }
    throw new Error(`${word} is not in the line`);
  }, word);
}
