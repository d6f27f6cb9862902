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

/** How well a neuron's patterns predict it: the F1 of firing tokens at a glance, all figures unfolded. */
export function graphQuality({ top, random }: Quality): TemplateResult {
  return html`<details class="quality" part="quality">
    <summary>
      <span class="quiet">F1</span> <strong>${figure(top.firing.f1, 'undefined')}</strong> <span class="quiet">on held-out top texts,</span>
      <strong>${figure(random.firing.f1, 'undefined')}</strong> <span class="quiet">on random text</span>
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

function figure(value: number | null, lacking = '–'): string {
  return value === null ? lacking : formatNumber(value);
}
