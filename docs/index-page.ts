/** The index of the losses: what there is of each, what they share. */
import { commonClauses } from '../spec/load.ts';
import { profiles } from '../spec/profiles.ts';
import type { Level } from '../spec/question.ts';
import { blocks, code, heading, link, list, prose, table } from './markdown.ts';
import { clausesOf, type Material } from './material.ts';
import { clauseTable } from './sections/clauses.ts';

const levels: readonly Level[] = ['must', 'should', 'may', 'unspecified'];

export function indexPage(materials: readonly Material[]): string {
  return `${blocks(
    heading(1, 'The losses'),
    'What each loss means, clause by clause, with exact answers at the edges and the mistakes that were shipped. These pages are made from `spec/` and `vectors/` by `npm run docs`.',
    lossTable(materials),
    'Second-order gradients are not specified.',
    heading(2, 'Profiles'),
    'An arithmetic that a subject may claim. A vector is asked in every dtype that holds its inputs exactly, and judged under each profile of it whose acceptance is bounded.',
    profileTable(),
    judgedTable(materials),
    heading(2, 'Clauses that all losses share'),
    clauseTable([...commonClauses().values()], materials),
    heading(2, 'To see more'),
    list(['`npx lossproof list losses`', '`npx lossproof coverage`', '`npx lossproof run reference`']),
  )}\n`;
}

const lossTable = (materials: readonly Material[]): string =>
  table(
    ['Loss', ...levels.map(code), 'Vectors', 'Laws', 'Mistakes', 'Dialects'],
    materials.map(({ loss, vectors }) => [
      `${link(code(loss.name), `${loss.name}.md`)}<br>${prose(loss.summary)}`,
      ...levels.map((level) => String(clausesOf(loss).filter((clause) => clause.level === level).length)),
      String(vectors.length),
      String(loss.laws.size),
      String(loss.mistakes.size),
      [...loss.dialects.keys()].map(code).join(', '),
    ]),
  );

const profileTable = (): string =>
  table(
    ['Profile', 'What it is', 'Source of its errors'],
    [...profiles.values()].map(({ name, says, source }) => [code(name), prose(says), prose(source)]),
  );

/** How many vectors of each loss each profile judges. */
const judgedTable = (materials: readonly Material[]): string =>
  table(
    ['Vectors judged', ...[...profiles.keys()].map(code)],
    materials.map(({ loss, acceptance }) => [
      link(code(loss.name), `${loss.name}.md`),
      ...[...profiles.keys()].map((name) => String(Object.keys(acceptance.get(name)?.vectors ?? {}).length)),
    ]),
  );
