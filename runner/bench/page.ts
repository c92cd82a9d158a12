/** The page of a run: the claims and how they fare, the times, and where and with what they were measured. */
import { availableParallelism, cpus } from 'node:os';
import { type Case, cases } from './cases.ts';
import { spoken, type Verdict } from './claims.ts';
import { LANGUAGES, MODES, type Mode } from './contender.ts';
import type { Absent, Entrant } from './entrants.ts';
import { median, quantile, type Result, ratio } from './measure.ts';

export interface Run {
  readonly date: Date;
  /** How many processes wanted the machine when the run began, on average over a minute. */
  readonly load: number;
  readonly entrants: readonly Entrant[];
  readonly absent: readonly Absent[];
  readonly results: readonly Result[];
  readonly verdicts: readonly Verdict[];
}

/** Whose time is 1 in each language. */
const ours = { JavaScript: 'reference', WebAssembly: 'wasm', native: 'wasm' } as const;

export function page(run: Run): string {
  return `${[head(run), ...cases.map((test) => section(test, run)), notes(run)].join('\n\n')}\n`;
}

function head({ date, load, verdicts }: Run): string {
  const rows = verdicts.map(({ says, ratio, above, worst }) => {
    const place = worst && `${worst.theirs.entrant.is.name}, ${worst.ours.test.title}, ${spoken(worst.ours.mode)}`;
    return `| ${says} | ${Number.isNaN(ratio) ? '–' : bound(ratio, above)} | ${place ?? '–'} | ${outcome(ratio, above)} |`;
  });
  return `# Speed

<!-- Made by \`npm run bench\`; do not edit. -->

Measured by \`npm run bench\` on ${date.toISOString().slice(0, 10)}: ${cpus()[0]?.model.trim()}, ${availableParallelism()} of its ${cpus().length} cores, Node ${process.versions.node}, a load of ${load.toFixed(1)} when it began. All in float32, on one thread, with the mean of all rows. Times are comparable within the run only, and of no use for another machine.

![Time of each implementation in each case](bench.svg)

What we claim, held against the worst ratio of the run:

| claim | worst | where | |
| --- | --- | --- | --- |
${rows.join('\n')}`;
}

/** A bound below 1 allows us to be slower, and is then told as how much slower we are. */
const bound = (ratio: number, above: number): string =>
  above < 1 ? `${(1 / ratio).toFixed(2)} × as long` : `${ratio.toFixed(2)} × as fast`;

const outcome = (ratio: number, above: number): string =>
  Number.isNaN(ratio) ? 'not measured' : ratio >= above ? 'holds' : '**does not hold**';

export function claimLine({ says, ratio, above, worst }: Verdict): string {
  if (worst === undefined) return `${says}: not measured`;
  const { ours, theirs } = worst;
  const holds = ratio >= above ? 'holds' : 'DOES NOT HOLD';
  return `${says}: ${holds}, ${bound(ratio, above)} (${theirs.entrant.is.name}, ${ours.test.title}, ${spoken(ours.mode)})`;
}

function section(test: Case, { entrants, results }: Run): string {
  const find = (id: string, mode: Mode) =>
    results.find((result) => result.test === test && result.mode === mode && result.entrant.id === id);
  const rows = LANGUAGES.flatMap((language) =>
    entrants
      .filter(({ is }) => is.language === language)
      .map((entrant) => {
        const cells = MODES.flatMap((mode) => {
          const result = results.find((one) => one.test === test && one.mode === mode && one.entrant === entrant);
          return times(result, find(ours[language], mode));
        });
        const name = entrant.is.role === 'ours' ? `**${entrant.is.name}**` : entrant.is.name;
        return `| ${language} | ${name} | ${cells.join(' | ')} |`;
      }),
  );
  return `## ${test.title}

| | | value, ms | × | with gradient, ms | × |
| --- | --- | ---: | ---: | ---: | ---: |
${rows.join('\n')}`;
}

function times(result: Result | undefined, base: Result | undefined): [string, string] {
  if (result === undefined || result.samples.length === 0) return ['–', '–'];
  const times = base === undefined ? Number.NaN : ratio(result, base);
  return [digits(median(result.samples)), Number.isNaN(times) ? '–' : digits(times)];
}

/** Three digits that count. */
const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

function notes({ entrants, absent, results }: Run): string {
  const spreads = results.flatMap(({ samples }) =>
    samples.length > 1 ? [(quantile(samples, 0.75) - quantile(samples, 0.25)) / median(samples)] : [],
  );
  const versions = entrants.map(({ is }) => `${is.name}${is.version && ` ${is.version}`}`);
  const cannot = results.flatMap(({ test, mode, entrant, why }) =>
    why === undefined || mode !== 'value' ? [] : [`- ${entrant.is.name}, ${test.title}: ${why}`],
  );
  return `## How it was measured

Each implementation runs in a process of its own, and only one of them at any time. In each round every one is timed in turn, so that what disturbs the machine disturbs all alike. A sample is the median call of at least 40 ms of calls, a time the median of seven samples; the middle half of the samples spans ${(100 * median(spreads)).toFixed(0)} % of the time (${(100 * quantile(spreads, 0.9)).toFixed(0)} % in the worst tenth). What takes more than a second is timed once. × is the time over that of this project in the same language, native code over WASM, in the same round: the median of seven ratios, since a machine may change its pace between rounds.

Nobody is timed before its loss and gradient were held against exact ones. Data is where each wants it before the clock starts: labels as one-hot rows for TensorFlow.js and jax-js, tensors in WASM memory for TensorFlow.js, jax-js and our WASM. The loss is read as a number, the gradient left where it was made. ONNX Runtime has no gradients outside of training, so its are composed of its operators. The naive loop is Math.exp and Math.log in plain loops. The C loop is four floats wide (SSE4.2), with a polynomial for the exponential: what a loop can do with the vectors that WebAssembly has.

No GPU is measured: drivers in software say nothing of one.

Measured were ${versions.join(', ')}.
${[...cannot, ...absent.map(({ id, why }) => `- ${id} is left out: ${why}`)].map((line) => `\n${line}`).join('')}`.trimEnd();
}
