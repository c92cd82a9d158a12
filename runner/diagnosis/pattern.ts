/** What failures have in common that passes do not: parameters, shapes, dtypes, manners, outputs. */
import type { Loss } from '../../spec/loss.ts';
import { elementCount } from '../../spec/tensor.ts';
import type { Case } from '../suite.ts';
import type { Verdict } from '../verdict.ts';
import { rowOf } from './suspects.ts';

/** A sentence about where the failures lie. */
export type Pattern = string;

interface Judged {
  readonly failed: boolean;
  readonly traits: ReadonlySet<string>;
}

/** Traits that are named together, at most. */
const NAMED = 3;

/** @param cases every vector of the loss that was judged, by loss/vector/dtype */
export function patternOf(
  loss: Loss,
  cases: ReadonlyMap<string, Case>,
  verdicts: readonly Verdict[],
): readonly Pattern[] {
  const judged = verdicts.flatMap((verdict): Judged[] => {
    const [row = '', manner] = rowOf(verdict).split('@');
    const one = cases.get([verdict.loss, row, verdict.dtype].join('/'));
    if (!one || (verdict.status !== 'passed' && verdict.status !== 'failed')) return [];
    return [{ failed: verdict.status === 'failed', traits: new Set(traitsOf(loss, one, manner)) }];
  });
  return [outputsWrong(verdicts), traitsInCommon(judged)].filter((sentence) => sentence !== '');
}

/** Where only some outputs are ever wrong, which. */
function outputsWrong(verdicts: readonly Verdict[]): Pattern {
  const failed = verdicts.filter(({ status, outcome }) => status === 'failed' && outcome === 'answer');
  const wrong = failed.map(
    ({ deviations }) => new Set(deviations.flatMap(({ output, level }) => (level === 'must' ? [output] : []))),
  );
  const all = new Set(wrong.flatMap((outputs) => [...outputs]));
  const title = (output: string): string => (output === 'loss' ? 'the loss' : `the gradient of ${output}`);
  if (all.size === 0) return '';
  const always = [...all].filter((output) => wrong.every((outputs) => outputs.has(output)));
  if (all.size === 1) return `only ${[...all].map(title).join()} is wrong`;
  return always.length > 0 ? `${always.map(title).join(' and ')} is wrong in every failure` : '';
}

/** The traits that all failures have, the most telling first, until few passes have them too. */
function traitsInCommon(judged: readonly Judged[]): Pattern {
  const failures = judged.filter(({ failed }) => failed);
  let passes = judged.filter(({ failed }) => !failed);
  const common = [...(failures[0]?.traits ?? [])].filter((trait) => failures.every(({ traits }) => traits.has(trait)));
  const named: string[] = [];
  while (named.length < NAMED && passes.length > 0) {
    const among = (trait: string): number => passes.filter(({ traits }) => traits.has(trait)).length;
    const best = common.map((trait) => ({ trait, left: among(trait) })).sort((a, b) => a.left - b.left)[0];
    if (!best || best.left === passes.length) break;
    named.push(best.trait);
    passes = passes.filter(({ traits }) => traits.has(best.trait));
  }
  if (named.length === 0) return '';
  const others = passes.length === 0 ? 'nothing that passes has' : `${passes.length} that pass have it, too`;
  return `every failure has ${named.join(', ')}; ${others}`;
}

/** What can be said of a question in a few words. */
function traitsOf(loss: Loss, { vector, dtype }: Case, manner: string | undefined): readonly string[] {
  const leading = vector.inputs[loss.layout.leads];
  const shape = leading?.shape ?? [];
  const entries = Object.values(vector.inputs).flatMap(({ data }) => data);
  const optional = [...loss.inputs.values()].filter(({ absent }) => absent !== undefined).map(({ name }) => name);
  return [
    dtype,
    `rank ${shape.length}`,
    ...optional.map((name) => (name in vector.inputs ? name : `no ${name}`)),
    ...[...loss.parameters.keys()].map((name) =>
      name in vector.parameters ? `${name} = ${String(vector.parameters[name])}` : `no ${name}`,
    ),
    ...Object.keys(vector.parameters).map((name) => `${name} given`),
    ...(manner === undefined ? [] : [`tensors asked ${manner}`]),
    ...(elementCount(shape) === 0 ? ['an empty batch'] : []),
    ...(shape.length > 1 && shape[0] === 1 ? ['one row'] : []),
    ...(vector.gradients.length > 0 ? ['gradients asked for'] : ['no gradient asked for']),
    ...(entries.some((entry) => typeof entry === 'string' && /Inf|NaN/.test(entry))
      ? ['an infinite or NaN entry']
      : []),
    ...(entries.some((entry) => typeof entry === 'number' && Math.abs(entry) >= LARGE) ? ['a large entry'] : []),
    ...(vector.outcomes.every((outcome) => 'refused' in outcome) ? ['an illegal question'] : []),
    ...vector.clauses.map((id) => `the clause ${id}`),
  ];
}

/** Past it, exp overflows binary32. */
const LARGE = 88;
