/** The table of results, as it grows: a row a loss, or a row a loss and dtype. */
import { type Row, tightest, totals } from '../reports/tally.ts';
import { element } from './element.ts';

interface Line {
  readonly loss: string;
  readonly dtype: string;
  readonly rows: readonly Row[];
}

const columns: readonly (readonly [title: string, cell: (rows: readonly Row[]) => string])[] = [
  ['passed', (rows) => String(totals(rows).passed)],
  ['failed', (rows) => String(totals(rows).failed)],
  ['skipped', (rows) => String(totals(rows).skipped)],
  ['grade', (rows) => tightest(rows) ?? '–'],
  ['worst', (rows) => Math.max(...rows.map(({ worst }) => worst)).toFixed(2)],
];

export function showTable(table: HTMLTableElement, rows: readonly Row[], split: boolean): void {
  const lines = split ? rows.map((row) => ({ loss: row.loss, dtype: row.dtype, rows: [row] })) : byLoss(rows);
  const head = ['loss', ...(split ? ['dtype'] : [])].map((title) => element('th', { scope: 'col' }, title));
  const numbers = columns.map(([title]) => element('th', { scope: 'col', class: 'number' }, title));
  table.replaceChildren(
    element('caption', {}, 'Grade: the narrowest that all reach. Worst: 1 is an end of what is allowed.'),
    element('thead', {}, element('tr', {}, ...head, ...numbers)),
    element('tbody', {}, ...lines.map((line) => bodyRow(line, split))),
    element(
      'tfoot',
      {},
      element('tr', {}, element('th', { scope: 'row', colspan: split ? '2' : '1' }, 'all'), ...cells(rows)),
    ),
  );
}

function byLoss(rows: readonly Row[]): readonly Line[] {
  const losses = [...new Set(rows.map(({ loss }) => loss))];
  return losses.map((loss) => ({ loss, dtype: '', rows: rows.filter((row) => row.loss === loss) }));
}

const bodyRow = ({ loss, dtype, rows }: Line, split: boolean): HTMLElement =>
  element(
    'tr',
    { 'data-loss': loss },
    element('th', { scope: 'row' }, loss),
    ...(split ? [element('td', {}, dtype)] : []),
    ...cells(rows),
  );

const cells = (rows: readonly Row[]): readonly HTMLElement[] =>
  columns.map(([title, cell]) => {
    const text = rows.length === 0 ? '' : cell(rows);
    const bad = title === 'failed' && text !== '0' && text !== '';
    return element('td', { class: bad ? 'number bad' : 'number', 'data-column': title }, text);
  });
