/** The chart of a run, as vega-lite takes it: a column for each case, a row for each implementation, time to the right. */
import { cases } from './cases.ts';
import { spoken } from './claims.ts';
import { LANGUAGES, MODES } from './contender.ts';
import { median, type Result } from './measure.ts';

const OURS = '#d9541e';
const THEIRS = '#6b8fc4';
const YARDSTICK = '#8a8a8a';

/** Colours read on white and on black; words get theirs in draw.mjs. */
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
  const names = LANGUAGES.flatMap((language) => [
    ...new Set(rows.filter((row) => row.language === language).map(({ name }) => name)),
  ]);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'transparent',
    data: { values: rows },
    spacing: 14,
    hconcat: cases.map(({ title }, index) => column(title, names, index === 0)),
    resolve: { legend: { shape: 'shared', fill: 'shared' } },
    config: { view: { stroke: null }, font: 'sans-serif' },
  };
}

function column(test: string, names: readonly string[], first: boolean): object {
  const [loss, shape] = test.split(' (');
  const color = {
    field: 'role',
    type: 'nominal',
    scale: { domain: ['ours', 'peer', 'yardstick'], range: [OURS, THEIRS, YARDSTICK] },
    legend: null,
  };
  return {
    title: {
      text: `(${shape}`,
      subtitle: loss === 'cross_entropy' ? 'cross-entropy' : 'binary, with logits',
      fontSize: 11,
      subtitleFontSize: 10,
    },
    transform: [{ filter: { field: 'test', equal: test } }],
    width: 130,
    height: { step: 17 },
    encoding: {
      y: {
        field: 'name',
        type: 'nominal',
        scale: { domain: names },
        axis: { title: null, labels: first, ticks: false, domain: false, grid: true, labelLimit: 200 },
      },
      x: {
        field: 'time',
        type: 'quantitative',
        scale: { type: 'log', nice: true },
        axis: { title: 'ms', format: '~g', tickCount: 4, grid: false, labelOverlap: true },
      },
    },
    layer: [
      { mark: { type: 'line', strokeWidth: 1.5 }, encoding: { detail: { field: 'name' }, color } },
      {
        mark: { type: 'point', size: 45, strokeWidth: 1.5, filled: false, fill: 'white' },
        encoding: {
          color,
          shape: { field: 'mode', scale: { domain: MODES.map(spoken), range: ['circle', 'square'] } },
        },
      },
    ],
  };
}
