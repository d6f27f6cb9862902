import { assert } from 'chai';
import { textOf } from './helpers/data.ts';
import { clearPage, findAll, mount } from './helpers/page.ts';

/** Text and background of tokens in themes of the hosts, those with the least contrast among them. */
const THEMES = {
  'JupyterLab light': ['rgba(0, 0, 0, 0.87)', '#ffffff'],
  'JupyterLab dark': ['#ffffff', '#111111'],
  'VS Code light': ['#3b3b3b', '#ffffff'],
  'VS Code dark': ['#cccccc', '#1f1f1f'],
  'Solarized dark': ['#839496', '#002b36'],
  'Quiet light': ['#333333', '#f5f5f5'],
  Monokai: ['#f8f8f2', '#272822'],
} as const;

type Colour = readonly [number, number, number];

/** The colour that is painted by drawing `layers` over each other. */
function paint(...layers: readonly string[]): Colour {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) throw new Error('No canvas');
  for (const layer of layers) {
    context.fillStyle = layer;
    context.fillRect(0, 0, 1, 1);
  }
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

/** Relative luminance as WCAG 2 defines it. */
function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: Colour, b: Colour): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe('colours of tokens', () => {
  afterEach(clearPage);

  for (const [theme, [text, background]] of Object.entries(THEMES)) {
    it(`leave text readable at every strength in ${theme}`, async () => {
      const activations = Array.from({ length: 21 }, (_, index) => (index - 10) / 10);
      const element = await mount('dd-snippets', {
        texts: [
          textOf(
            activations.map(() => 'a'),
            activations,
          ),
        ],
        range: { minimum: -1, maximum: 1 },
      });
      element.style.setProperty('--dd-text-color', text);
      const ratios = findAll(element, '.token').map((token) => {
        const { color, backgroundColor } = getComputedStyle(token);
        return contrast(paint(background, backgroundColor, color), paint(background, backgroundColor));
      });
      assert.lengthOf(ratios, 21);
      assert.isAtLeast(Math.min(...ratios), 4.5);
    });
  }
});
