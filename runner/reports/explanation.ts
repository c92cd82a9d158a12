/** One vector explained: the question, the true answer, what is allowed and why, the clauses, the mistakes it kills. */
import { commonClauses, loadLosses } from '../../spec/load.ts';
import { type Grade, grades } from '../../spec/loss.ts';
import { type FloatDtype, fromScalar, type Scalar } from '../../spec/tensor.ts';
import { boundOf, exactDigits, explainWidth } from '../../vectors/explanation.ts';
import type { Intervals, OutputTensor, Vector } from '../../vectors/format.ts';
import { killsOf, loadKills } from '../../vectors/kills.ts';
import { mistakenAnswer } from '../../vectors/mistaken-answer.ts';
import type { Case, LawCase } from '../suite.ts';

/** Entries of one output that are spelled out; the rest are counted. */
const SHOWN = 12;

export function explainVector(one: Case): string {
  const { vector } = one;
  const parts = [
    `${one.address}: ${vector.why}`,
    ...question(vector),
    ...outcomes(one),
    ...clauses(one.loss, vector.clauses),
    ...kills(one),
  ];
  if (vector.control !== undefined) parts.push(`control: ${vector.control}`);
  return parts.join('\n');
}

function question(vector: Vector): string[] {
  const inputs = Object.entries(vector.inputs).map(
    ([name, { dtype, shape, data }]) => `  ${name}${dtype ? ` ${dtype}` : ''} [${shape.join(', ')}] = ${short(data)}`,
  );
  const parameters = Object.entries(vector.parameters).map(([name, value]) => `  ${name} = ${JSON.stringify(value)}`);
  const upstream = vector.upstream
    ? [`  upstream [${vector.upstream.shape.join(', ')}] = ${short(vector.upstream.data)}`]
    : [];
  return ['question', ...inputs, ...parameters, ...upstream];
}

const short = (data: readonly Scalar[]): string =>
  data.length <= 24
    ? JSON.stringify(data)
    : `${JSON.stringify(data.slice(0, 24)).slice(0, -1)}, … ${data.length} in all]`;

function outcomes(one: Case): string[] {
  const loss = loadLosses().get(one.loss);
  const bound = loss && boundOf(loss, one.vector);
  const answers = [...one.acceptance.values()][0] ?? [];
  let answered = -1;
  return one.vector.outcomes.flatMap((outcome) => {
    const misses = outcome.misses === undefined ? '' : `, which does not keep ${outcome.misses}`;
    if ('refused' in outcome) return [`refused by ${outcome.refused}${misses}`];
    answered++;
    const digits = answered === 0 && bound ? exactDigits(bound) : undefined;
    const outputs: [string, OutputTensor][] = [
      ['loss', outcome.answer.loss],
      ...Object.entries(outcome.answer.gradients),
    ];
    return [
      `answer${misses}`,
      ...outputs.flatMap(([name, output]) =>
        describeOutput(name, output, answers[answered]?.[name] ?? {}, digits?.get(name)),
      ),
      ...(answered === 0 && bound ? widest(one, bound, outputs, answers[0] ?? {}) : []),
    ];
  });
}

function describeOutput(
  name: string,
  output: OutputTensor,
  intervals: Intervals,
  digits: readonly string[] | undefined,
): string[] {
  const title = name === 'loss' ? 'loss' : `gradient of ${name}`;
  const level = typeof output.level === 'string' ? `, ${output.level}` : '';
  const lines = output.data.slice(0, SHOWN).map((value, entry) => {
    const own = typeof output.level === 'object' ? ` (${output.level[entry]})` : '';
    return `  [${entry}] ${digits?.[entry] ?? value}${own}${allowed(intervals, entry)}`;
  });
  const rest = output.data.length > SHOWN ? [`  … ${output.data.length - SHOWN} more`] : [];
  return [` ${title} [${output.shape.join(', ')}]${level}`, ...lines, ...rest];
}

function allowed(intervals: Intervals, entry: number): string {
  const ranges = grades.flatMap((grade) => {
    const interval = intervals[grade];
    if (!interval) return [];
    const [low, high] = [interval[0][entry], interval[1][entry]];
    return [low === high ? `${grade} ${low}` : `${grade} ${low} … ${high}`];
  });
  return ranges.length > 0 ? `\n      ${ranges.join('\n      ')}` : '';
}

/** The entry whose acceptance is widest against its size, and what made it so. */
function widest(
  one: Case,
  bound: NonNullable<ReturnType<typeof boundOf>>,
  outputs: readonly (readonly [string, OutputTensor])[],
  intervals: Readonly<Record<string, Intervals>>,
): string[] {
  let best = { output: '', entry: 0, ratio: 0 };
  for (const [output, { data }] of outputs) {
    const widestGrade: Grade | undefined = [...grades].reverse().find((grade) => intervals[output]?.[grade]);
    const interval = widestGrade && intervals[output]?.[widestGrade];
    for (const [entry, value] of data.entries()) {
      const size = Math.abs(Number(fromScalar(value)));
      const width = Number(interval?.[1][entry]) - Number(interval?.[0][entry]);
      if (size > 0 && Number.isFinite(size) && width / size > best.ratio) best = { output, entry, ratio: width / size };
    }
  }
  if (best.ratio === 0) return [' every entry is exact'];
  const blames = explainWidth(bound, one.vector, one.dtype as FloatDtype, best.output, best.entry);
  const shares = blames.map(({ rounding, share }) => `${rounding} ${(100 * share).toFixed(0)} %`).join(', ');
  return [
    ` widest: ${best.output}[${best.entry}], ${best.ratio.toExponential(1)} of its size; without one kind of rounding narrower by: ${shares}`,
  ];
}

function clauses(loss: string, ids: readonly string[]): string[] {
  const own = loadLosses().get(loss);
  const known = new Map([
    ...commonClauses(),
    ...(own?.clauses ?? []),
    ...[...(own?.dialects.values() ?? [])].flatMap((dialect) => [...dialect.clauses]),
  ]);
  return ['clauses', ...ids.map((id) => `  ${id} (${known.get(id)?.level}): ${known.get(id)?.says}`)];
}

function kills({ loss, vector, dtype }: Case): string[] {
  const names = killsOf(loadKills(loss), vector.id)[dtype] ?? [];
  const own = loadLosses().get(loss);
  const mistakes = own?.mistakes;
  return [
    names.length > 0 ? 'kills' : 'kills no mistake',
    ...names.map((name) => {
      const mistake = mistakes?.get(name);
      const said = mistake && own ? `\n      ${mistakenAnswer(own, vector, dtype, mistake)}` : '';
      return `  ${name}: ${mistake?.says}${said}`;
    }),
  ];
}

export function explainLaw({ address, loss, instance, dtype }: LawCase): string {
  const law = loadLosses().get(loss)?.laws.get(instance.law);
  const asked = instance.asks.map((one) => {
    const inputs = Object.entries(one.inputs).map(([name, { data }]) => `${name} = ${short(data)}`);
    return `  ${one.name || 'first'} (${one.loss}): ${inputs.join('; ')}; ${JSON.stringify(one.parameters)}`;
  });
  const lines = instance.holds.map(({ says, allowed }) => {
    const [low = [], high = []] = allowed[dtype] ?? Object.values(allowed)[0] ?? [];
    return `  0 = ${says}, but for rounding: ${short(low)} … ${short(high)}`;
  });
  return [
    `${address}: ${law?.says}`,
    'questions',
    ...asked,
    'holds',
    ...lines,
    ...clauses(loss, [instance.clause]),
  ].join('\n');
}
