/** Loads the losses: a file of YAML in, a Loss out, or a SpecError that points at the line. */
import { type CommonSheet, common, commonSheet } from './common.ts';
import { filesIn, readText } from './files.ts';
import { Formulas } from './formulas.ts';
import type { Clause, Loss } from './loss.ts';
import { LossReader } from './loss-reader.ts';
import type { RawClause, RawLoss, Table } from './loss-sheet.ts';
import { checkNames } from './names.ts';
import { checkReferences } from './references.ts';
import { readSheet, type Sheet } from './yaml.ts';

/** Every loss of spec/losses/, by name. */
export function loadLosses(): ReadonlyMap<string, Loss> {
  const files = filesIn('spec/losses/').filter((file) => file.endsWith('.yaml'));
  return new Map(
    files.map((file) => {
      const path = `spec/losses/${file}`;
      const loss = readLoss(path, readText(path));
      return [loss.name, loss];
    }),
  );
}

/** The clauses that all losses share. */
export function commonClauses(): ReadonlyMap<string, Clause> {
  const sheet = commonSheet as unknown as Sheet<RawLoss>;
  const clauses = common.clauses as CommonSheet['clauses'] as Table<RawClause>;
  return new LossReader(sheet, new Formulas(sheet)).clauses(['clauses'], clauses);
}

/** @throws SpecError that points at file, line and column. */
export function readLoss(file: string, text: string): Loss {
  const sheet = readSheet<RawLoss>(file, text, 'loss');
  const formulas = new Formulas(sheet);
  const loss = new LossReader(sheet, formulas).loss();
  checkReferences(loss, sheet.fail);
  checkNames(loss, (tree, word, problem) => formulas.failAt(tree, word, problem));
  return loss;
}
