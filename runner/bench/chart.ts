/** The chart of a run, as vega-lite takes it: a column for each case, a row for each implementation, time to the right. */
import { cases } from './cases.ts';
import { spoken } from './claims.ts';
import { LANGUAGES } from './contender.ts';
import { median, type Result } from './measure.ts';

const OURS = '#d9541e';
const THEIRS = '#6b8fc4';
const YARDSTICK = '#8a8a8a';
/** Where the axes have marks. */
const POWERS = [0.001, 0.01, 0.1, 1, 10, 100, 1000, 10000];

/** Colours that read on white and on black; words and lines get theirs in draw.mjs. */
export function chart(results: readonly Result[]): object {
  const rows = results.flatMap(({ test, mode, entrant: { is }, samples }) =>
    samples.length === 0
      ? []
      : [
          {
            test: test.title,
            mode: spoken(mode),
            name: is.name,
            language: is.language,
            role: is.role,
            time: median(samples),
          },
        ],
  );
  const languages = LANGUAGES.map((language) => ({
    language,
    // The quickest on top, by what they take in the largest case.
    names: [
      ...new Set(
        rows
          .filter((row) => row.language === language)
          .sort((a, b) => a.time - b.time)
          .map(({ name }) => name),
      ),
    ],
  })).filter(({ names }) => names.length > 0);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'transparent',
    padding: 10,
    data: { values: rows },
    title: {
      text: 'Milliseconds for the loss (○) and for the loss with its gradient (●); this project in orange, yardsticks in grey',
      anchor: 'start',
      frame: 'bounds',
      fontSize: 12,
      fontWeight: 'normal',
      offset: 12,
    },
    spacing: 14,
    vconcat: languages.map(({ language, names }, row) => ({
      spacing: 16,
      bounds: 'flush',
      hconcat: cases.map(({ title }, column) =>
        cell(title, language, names, row, column, languages.length, timesOf(title, rows)),
      ),
    })),
    config: { view: { stroke: null }, font: 'sans-serif', axis: { labelFontSize: 11 } },
  };
}

/** The axis of a case is the same in every language. */
function timesOf(test: string, rows: readonly { test: string; time: number }[]): [number, number] {
  const times = rows.filter((row) => row.test === test).map(({ time }) => time);
  return [Math.min(...times) / 1.5, Math.max(...times) * 1.5];
}

function cell(
  test: string,
  language: string,
  names: readonly string[],
  row: number,
  column: number,
  rowCount: number,
  domain: [number, number],
): object {
  const [loss, shape] = test.split(' (');
  const title = {
    text: `(${shape}`,
    subtitle: loss === 'cross_entropy' ? 'cross-entropy' : 'binary',
    fontSize: 11,
    subtitleFontSize: 10,
  };
  const color = {
    field: 'role',
    type: 'nominal',
    scale: { domain: ['ours', 'peer', 'yardstick'], range: [OURS, THEIRS, YARDSTICK] },
    legend: null,
  };
  return {
    ...(row === 0 && { title }),
    transform: [
      {
        filter: {
          and: [
            { field: 'test', equal: test },
            { field: 'language', equal: language },
          ],
        },
      },
    ],
    width: 130,
    height: { step: 18 },
    encoding: {
      y: {
        field: 'name',
        type: 'nominal',
        scale: { domain: names },
        axis: {
          title: column === 0 ? language : null,
          labels: column === 0,
          minExtent: column === 0 ? 185 : 0,
          maxExtent: 185,
          titleFontSize: 11,
          ticks: false,
          domain: false,
          grid: true,
          labelLimit: 300,
        },
      },
      x: {
        field: 'time',
        type: 'quantitative',
        scale: { type: 'log', domain, nice: false },
        axis: {
          title: null,
          labels: row === rowCount - 1,
          ticks: row === rowCount - 1,
          values: POWERS,
          format: '~g',
          labelOverlap: 'parity',
          labelFlush: false,
          grid: true,
          domain: false,
        },
      },
    },
    layer: [
      { mark: { type: 'line', strokeWidth: 2 }, encoding: { detail: { field: 'name' }, color } },
      {
        transform: [{ filter: { field: 'mode', equal: spoken('value') } }],
        mark: { type: 'point', size: 42, strokeWidth: 1.5, fill: '#fff', opacity: 1 },
        encoding: { color },
      },
      {
        transform: [{ filter: { field: 'mode', equal: spoken('value_and_gradient') } }],
        mark: { type: 'point', size: 42, strokeWidth: 1.5, filled: true, opacity: 1 },
        encoding: { color },
      },
    ],
  };
}
