/** Whether everything a loss's file refers to by name is there: modes, algorithms, clauses, outputs. */
import { common } from './common.ts';
import type { Loss } from './loss.ts';
import type { Path } from './yaml.ts';

type Fail = (path: Path, problem: string) => never;

/** @throws whatever `fail` throws, at the first reference to nothing */
export function checkReferences(loss: Loss, fail: Fail): void {
  const modes = loss.modes.map(({ name }) => name);
  for (const [index, { mode }] of loss.requires.entries()) {
    if (mode !== undefined) among(modes, mode, 'mode', ['requires', index, 'mode'], fail);
  }
  const above: string[] = [];
  for (const [name, { from }] of loss.algorithms) {
    if (from !== undefined) among(above, from, 'algorithm above this one', ['algorithms', name, 'from'], fail);
    above.push(name);
  }
  checkMistakes(loss, above, fail);
  checkOutputs(loss, fail);
  const clauses = clausesOf(loss);
  for (const [path, id] of citations(loss)) if (!clauses.has(id)) fail(path, noClause(id));
}

function among(known: readonly string[], name: string, what: string, path: Path, fail: Fail): void {
  if (!known.includes(name))
    fail(path, `"${name}" is no ${what}; there ${known.length > 0 ? `are: ${known.join(', ')}` : 'is none'}`);
}

/** A mistake names an algorithm, clauses and inputs; a point names the mistakes it was written for. */
function checkMistakes(loss: Loss, algorithms: readonly string[], fail: Fail): void {
  const clauses = clausesOf(loss);
  for (const [name, mistake] of loss.mistakes) {
    among(algorithms, mistake.in, 'algorithm', ['mistakes', name, 'in'], fail);
    for (const id of mistake.answers) if (!clauses.has(id)) fail(['mistakes', name, 'answers'], noClause(id));
    for (const input of [...mistake.changes, ...[...mistake.inputs.values()].flat().map((line) => line.name)])
      among([...loss.inputs.keys()], input, 'input', ['mistakes', name], fail);
  }
  for (const [name, point] of loss.points) {
    for (const mistake of point.for)
      among([...loss.mistakes.keys()], mistake, 'mistake', ['points', name.split('-')[0] ?? name, 'for'], fail);
  }
}

const noClause = (id: string): string => `no clause has the id "${id}"; state it under clauses`;

/** Levels, kinks and exceptions speak of outputs: the loss, and gradients by their inputs' names. */
function checkOutputs(loss: Loss, fail: Fail): void {
  const gradients = [...loss.inputs].flatMap(([name, { forms }]) =>
    [...forms.values()].map(({ of }) => spelt(name, of)),
  );
  const known = [...new Set(['loss', spelt('loss', loss.returns ?? ['n']), ...gradients])];
  for (const [index, { output, indices }] of loss.levels.entries()) {
    among(known, spelt(output, indices), 'output', ['levels', index, 'output'], fail);
  }
  for (const [index, { output, indices }] of loss.kinks.entries()) {
    among(gradients, spelt(output, indices), 'gradient', ['kinks', index, 'output'], fail);
  }
  const names = known.map((head) => head.split('[')[0] ?? '');
  for (const [index, { output }] of loss.accuracy.except.entries()) {
    among([...new Set(names)], output.split('[')[0] ?? '', 'output', ['accuracy', 'except', index, 'output'], fail);
  }
}

const spelt = (name: string, indices: readonly string[]): string =>
  indices.length > 0 ? `${name}[${indices.join(',')}]` : name;

function clausesOf(loss: Loss): ReadonlySet<string> {
  const dialects = [...loss.dialects.values()].flatMap(({ clauses }) => [...clauses.keys()]);
  return new Set([...loss.clauses.keys(), ...dialects, ...Object.keys(common.clauses)]);
}

/** Every place that names a clause. */
function citations(loss: Loss): readonly (readonly [Path, string])[] {
  const list = (folder: string, rules: readonly { readonly clause: string }[]) =>
    rules.map(({ clause }, index) => [[folder, index, 'clause'], clause] as const);
  return [
    [['refuses', 'parameter'], loss.refuses.parameter],
    [['refuses', 'gradient'], loss.refuses.gradient],
    ...[...loss.inputs].flatMap(([name, { refuses }]) => [
      [['inputs', name, 'refuses', 'shape'], refuses.shape] as const,
      [['inputs', name, 'refuses', 'dtype'], refuses.dtype] as const,
    ]),
    ...[...loss.parameters].map(([name, { clause }]) => [['parameters', name, 'clause'], clause] as const),
    ...list('requires', loss.requires),
    ...list('levels', loss.levels),
    ...list('kinks', loss.kinks),
    ...[...loss.laws].map(([name, { clause }]) => [['laws', name, 'clause'], clause] as const),
    ...[...loss.dialects].flatMap(([name, { readings }]) =>
      readings.map(({ clause }, index) => [['dialects', name, 'readings', index, 'clause'], clause] as const),
    ),
    ...[...loss.points].flatMap(([name, { shows }]) =>
      shows.map((id) => [['points', name.split('-')[0] ?? name, 'shows'], id] as const),
    ),
  ];
}
