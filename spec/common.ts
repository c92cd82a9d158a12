/** The hand-written files that all losses share: layouts, reductions, common parameters and clauses. */
import type { Layout } from './bind.ts';
import { readText } from './files.ts';
import { parseLine } from './formula/parse.ts';
import type { Line } from './formula/tree.ts';
import { readSheet, type Sheet } from './yaml.ts';

const read = <T>(name: string): Sheet<T> => readSheet<T>(`spec/${name}.yaml`, readText(`spec/${name}.yaml`), name);

export const layouts = read<Readonly<Record<string, Layout>>>('layouts').content;

/** By reduction: what the output is, and the gradient that arrives at each loss. */
export const reductions: ReadonlyMap<string, readonly Line[]> = new Map(
  Object.entries(read<Readonly<Record<string, Readonly<Record<string, string>>>>>('reductions').content).map(
    ([name, lines]) => [name, Object.entries(lines).map(([head, text]) => parseLine(head, text))],
  ),
);

interface LegacyRule {
  readonly flag?: string;
  readonly is?: boolean;
  readonly gives: string;
}

export interface CommonSheet {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly legacy: { readonly rules: readonly LegacyRule[]; readonly truthiness: string; readonly unvalidated: string };
  readonly clauses: Readonly<Record<string, unknown>>;
}

export const commonSheet = read<CommonSheet>('common');
export const common = commonSheet.content;
