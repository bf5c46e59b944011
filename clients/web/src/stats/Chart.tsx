// A drawing with its words: a title, what the ends of its axes mean, and the same numbers as a table.
import type { ComponentChildren } from 'preact';
import { t } from '../i18n';
import { HEIGHT, WIDTH } from './shapes';

interface Props {
  title: string;
  /** The drawing in a sentence, for who can't see it. */
  summary: string;
  /** What the top means. */
  top: string;
  from: string;
  to: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  children: ComponentChildren;
}

export function Chart({ title, summary, top, from, to, columns, rows, children }: Props) {
  return (
    <figure class="panel chart">
      <figcaption>
        <h2>{title}</h2>
      </figcaption>
      <p class="chart__top">{top}</p>
      <svg class="chart__drawing" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary}>
        {children}
      </svg>
      <p class="chart__ends">
        <span>{from}</span>
        <span>{to}</span>
      </p>
      <details>
        <summary>{t('stats.table')}</summary>
        <table class="table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, number) => (
              <tr key={number}>
                {row.map((cell, index) => (
                  <td key={columns[index]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
