/** The table of results, as it grows: a row a loss, or a row a loss and dtype. */
import { type Row, tightest, totals } from '../reports/tally.ts';
import { breakable, element } from './element.ts';

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
  ['worst', (rows) => (tightest(rows) === undefined ? '–' : Math.max(...rows.map(({ worst }) => worst)).toFixed(2))],
];

const CAPTION =
  'Of those that passed: grade is the narrowest that all reach; worst, how near one comes to an end of what is allowed, which is 1.';

export function showTable(table: HTMLTableElement, rows: readonly Row[], split: boolean): void {
  const lines = split ? rows.map((row) => ({ loss: row.loss, dtype: row.dtype, rows: [row] })) : byLoss(rows);
  const titles = columns.map(([title]) => head(title, 'number'));
  table.setAttribute('role', 'table');
  table.replaceChildren(
    element('caption', {}, CAPTION),
    part('thead', row(head('loss', split ? 'shared' : ''), ...(split ? [head('dtype', '')] : []), ...titles)),
    part('tbody', ...lines.map((line) => bodyRow(line, split))),
    part('tfoot', row(side('all', split ? { colspan: '2' } : {}), ...cells(rows))),
  );
}

function byLoss(rows: readonly Row[]): readonly Line[] {
  const losses = [...new Set(rows.map(({ loss }) => loss))];
  return losses.map((loss) => ({ loss, dtype: '', rows: rows.filter((row) => row.loss === loss) }));
}

function bodyRow({ loss, dtype, rows }: Line, split: boolean): HTMLElement {
  const names = split ? [side(loss, { class: 'shared' }), element('td', { role: 'cell' }, dtype)] : [side(loss, {})];
  const made = row(...names, ...cells(rows));
  made.dataset.loss = loss;
  return made;
}

const cells = (rows: readonly Row[]): readonly HTMLElement[] =>
  columns.map(([title, cell]) => {
    const text = rows.length === 0 ? '' : cell(rows);
    const bad = title === 'failed' && text !== '0' && text !== '';
    return element('td', { role: 'cell', class: bad ? 'number bad' : 'number', 'data-column': title }, text);
  });

// Roles are said in full: laid out for a narrow page, some browsers take a table for none.
const part = (name: 'thead' | 'tbody' | 'tfoot', ...rows: readonly HTMLElement[]): HTMLElement =>
  element(name, { role: 'rowgroup' }, ...rows);
const row = (...cells: readonly HTMLElement[]): HTMLElement => element('tr', { role: 'row' }, ...cells);
const head = (title: string, kind: string): HTMLElement =>
  element('th', { scope: 'col', role: 'columnheader', class: kind }, title);
const side = (title: string, more: Readonly<Record<string, string>>): HTMLElement =>
  element('th', { scope: 'row', role: 'rowheader', ...more }, ...breakable(title));
