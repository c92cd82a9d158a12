/** How binding each entry of an answer is. */
import { type Bound, definitionExpander } from '../spec/interpret.ts';
import { indicesOf, placesOf } from '../spec/program.ts';
import type { Level } from '../spec/question.ts';

const strength: readonly Level[] = ['unspecified', 'may', 'should', 'must'];
const weaker = (a: Level, b: Level): Level => (strength.indexOf(a) < strength.indexOf(b) ? a : b);

/** `undefined` where all entries are `must`. */
export function levelsOf(bound: Bound, output: string): Level | readonly Level[] | undefined {
  const gradient = bound.gradients.get(output);
  const of = gradient ? gradient.form.of : bound.output;
  const place = gradient ? gradient.tensor.offset : placesOf(bound, of);
  const expander = definitionExpander(bound);
  const levels: Level[] = [];
  for (const indices of indicesOf(bound, of)) {
    const scope = Object.fromEntries(of.map((index, position) => [index, indices[position] ?? 0]));
    const level = bound.loss.levels
      .filter(
        (rule) => rule.output === output && rule.indices.join() === of.join() && expander.claim(rule.where, scope),
      )
      .reduce<Level>((sofar, rule) => weaker(sofar, rule.level), gradient?.form.gradient ?? 'must');
    levels[place(indices)] = level;
  }
  const [first = 'must'] = levels;
  if (levels.some((level) => level !== first)) return levels;
  return first === 'must' ? undefined : first;
}

/** Whether an entry of an output is a `must`; nothing is where there is no answer. */
export function countsOf(
  bound: Bound | undefined,
  outputs: Iterable<string>,
): (output: string, entry: number) => boolean {
  const levels = new Map([...outputs].map((output) => [output, bound && levelsOf(bound, output)]));
  return (output, entry) => {
    const level = levels.get(output) ?? 'must';
    return (typeof level === 'string' ? level : level[entry]) === 'must';
  };
}
