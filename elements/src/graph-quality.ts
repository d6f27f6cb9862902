import { formatNumber, type Neuron2Graph } from '@deepdecipher/client';
import { css, html, type TemplateResult } from 'lit';

type Quality = NonNullable<Neuron2Graph['quality']>;
type ClassQuality = Quality['top']['firing'];

export const graphQualityStyles = css`
  summary {
    cursor: pointer;
  }

  table {
    margin-block: 0.4em;
    border-collapse: collapse;
  }

  th,
  td {
    padding: 0.12em 1.2em 0.12em 0;
    border-bottom: 1px solid var(--_hairline);
    font-weight: 400;
    text-align: end;
  }

  th:first-child {
    text-align: start;
  }

  .note {
    max-width: 46em;
    padding-bottom: 0.6em;
  }
`;

/** F1 is defined only where the neuron fires on some token. */
function score(f1: number | null, where: string): TemplateResult {
  return f1 === null
    ? html`<span class="quiet">nothing to find ${where}</span>`
    : html`<strong>${formatNumber(f1)}</strong> <span class="quiet">${where}</span>`;
}

/** How well a neuron's patterns predict it: the F1 of firing tokens at a glance, all figures unfolded. */
export function graphQuality({ top, random }: Quality): TemplateResult {
  return html`<details class="quality" part="quality">
    <summary>
      <span class="quiet">F1</span> ${score(top.firing.f1, 'on held-out top texts')}<span class="quiet">,</span>
      ${score(random.firing.f1, 'on random text')}
    </summary>
    <table>
      <thead>
        <tr>
          <th scope="col">Tokens</th>
          <th scope="col">Precision</th>
          <th scope="col">Recall</th>
          <th scope="col">F1</th>
          <th scope="col">Number</th>
        </tr>
      </thead>
      <tbody>
        ${row('firing, top texts', top.firing)} ${row('firing, random text', random.firing)}
        ${row('not firing, top texts', top.non_firing)} ${row('not firing, random text', random.non_firing)}
      </tbody>
    </table>
    <p class="quiet note">
      Firing: an activation above half of the neuron’s maximum. Correlation of predicted with true activations:
      ${figure(top.correlation)} on top texts, ${figure(random.correlation)} on random text. A dash: undefined, for want of such tokens.
    </p>
  </details>`;
}

function row(name: string, { precision, recall, f1, count }: ClassQuality): TemplateResult {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${figure(precision)}</td>
    <td>${figure(recall)}</td>
    <td>${figure(f1)}</td>
    <td>${count.toLocaleString('en-US')}</td>
  </tr>`;
}

function figure(value: number | null): string {
  return value === null ? '–' : formatNumber(value);
}
