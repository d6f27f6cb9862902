import { formatNumber, type Snippet, type Text, tokenLabel } from '@deepdecipher/client';
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { strength } from './scale.ts';
import { tokenPieces } from './snippet.ts';

// A longer maximum may be broken where the line ends.
const LONGEST_WHOLE = 20;

export interface TokenSpansOptions extends Snippet {
  readonly text: Text;
  /** The absolute activation that has full colour. */
  readonly full: number;
  /** Index of the token whose value is being read. */
  readonly active: number | undefined;
  /** Whether line ends are drawn as signs only. */
  readonly compact: boolean;
}

/** The tokens of a snippet, coloured by activation. Each carries its index as `data-token`; the active one is named `active`. */
export function tokenSpans({ text, full, start, end, active, compact }: TokenSpansOptions): TemplateResult[] {
  const { activations, max_activating_token_index: peak } = text;
  return text.tokens.slice(start, end).map((token, offset) => {
    const index = start + offset;
    const activation = activations[index] ?? 0;
    const isActive = index === active;
    const classes = {
      token: true,
      positive: activation > 0,
      negative: activation < 0,
      maximum: index === peak,
      whole: index === peak && token.length <= LONGEST_WHOLE && !token.includes('\n'),
      active: isActive,
    };
    // Assigning the property, not the attribute: a strict content security policy forbids style attributes.
    return html`<span
      class=${classMap(classes)}
      role="option"
      id=${isActive ? 'active' : nothing}
      aria-selected=${isActive}
      aria-label=${isActive ? `${tokenLabel(token)}, activation ${formatNumber(activation)}, token ${index + 1}` : nothing}
      data-token=${index}
      .style=${activation === 0 ? '' : `--strength:${strength(activation, full).toFixed(3)}`}
    >${tokenPieces(token, compact).map(({ content, isSign }) => (isSign ? html`<span class="sign">${content}</span>` : content))}</span>`;
  });
}
