/** Reads the parameters of a question: which values they have, or which clause refuses them. */
import { common } from './common.ts';
import type { Meaning } from './interpret.ts';
import type { Loss, Parameter } from './loss.ts';
import type { ParameterValue, Question } from './question.ts';
import { refuse } from './refusal.ts';
import { fromScalar } from './tensor.ts';

export type Parameters = Map<string, number | bigint | string | undefined>;

/** What may be refused as well, or should not be taken so, is added to `tolerances`. */
export function readParameters(
  loss: Loss,
  question: Question,
  extensions: ReadonlySet<string>,
  tolerances: Meaning[],
): Parameters {
  const values: Parameters = new Map();
  for (const [name, parameter] of loss.parameters) values.set(name, parameter.default);
  for (const [name, value] of Object.entries(question.parameters)) {
    const parameter = loss.parameters.get(name);
    const missing = !parameter || (parameter.extension !== undefined && !extensions.has(parameter.extension));
    if (missing) return refuse(loss.refuses.parameter);
    if (name === 'reduction' || isLegacy(name)) continue;
    values.set(
      name,
      parameter.is === 'word' || parameter.is === 'flag' ? readWord(parameter, value) : readNumber(parameter, value),
    );
  }
  if (loss.parameters.has('reduction')) values.set('reduction', readReduction(loss, question, tolerances));
  requireParameters(loss, values);
  return values;
}

/** A parameter without a default, and of no extension, must be given. */
function requireParameters(loss: Loss, values: Parameters): void {
  for (const { name, is, extension, clause } of loss.parameters.values()) {
    if (values.get(name) === undefined && is !== 'flag' && extension === undefined) refuse(clause);
  }
}

function readNumber(parameter: Parameter, value: ParameterValue): number | bigint {
  const isNumber =
    typeof value === 'number' || (typeof value === 'string' && /^(NaN|-?Infinity|-0|-?\d+)$/.test(value));
  const number = isNumber ? fromScalar(value) : undefined;
  const whole = typeof number === 'bigint' || Number.isInteger(number);
  if (number === undefined || (parameter.is === 'integer' && !whole)) return refuse(parameter.clause);
  return number;
}

const isLegacy = (name: string): boolean => name in common.parameters && name !== 'reduction';

function readWord(parameter: Parameter, value: ParameterValue): string {
  const words = parameter.words ?? ['true', 'false'];
  return words.includes(String(value)) ? String(value) : refuse(parameter.clause);
}

/** The legacy flags decide by their truth, and then `reduction` is not even looked at (common.yaml). */
function readReduction(loss: Loss, question: Question, tolerances: Meaning[]): string {
  const flags = Object.entries(question.parameters).filter(([name, value]) => isLegacy(name) && value !== null);
  const asked = question.parameters.reduction;
  const parameter = loss.parameters.get('reduction');
  const words = parameter?.words ?? [];
  if (flags.length > 0) {
    const truth = new Map(flags.map(([name, value]) => [name, Boolean(value)]));
    if (flags.some(([, value]) => typeof value !== 'boolean')) tolerate(tolerances, common.legacy.truthiness);
    if (asked !== undefined && !words.includes(String(asked))) tolerate(tolerances, common.legacy.unvalidated);
    const rule = common.legacy.rules.find(({ flag, is }) => flag === undefined || truth.get(flag) === is);
    return rule?.gives ?? refuse(common.legacy.truthiness);
  }
  const word = asked === undefined ? parameter?.default : asked;
  const synonym = parameter?.synonyms?.[String(word)];
  if (synonym !== undefined) {
    tolerances.push({ refused: parameter?.clause ?? '' });
    return synonym;
  }
  return words.includes(String(word)) ? String(word) : refuse(parameter?.clause ?? '');
}

const tolerate = (tolerances: Meaning[], clause: string): void => {
  tolerances.push({ refused: clause, misses: clause });
};
