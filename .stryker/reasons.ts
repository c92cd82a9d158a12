/** Why each survivor may survive: reasons/<set>.yaml, by file and by text, so that one without a reason is noticed. */
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { FileResult, Result, Survivor } from './result.ts';

/**
 * What a reason says: the mutant answers the same; the same, at another speed; otherwise by a rounding that every grade
 * allows; or otherwise where nothing asks.
 */
export const kinds = ['equivalent', 'speed', 'rounding', 'unasked'] as const;
export type Kind = (typeof kinds)[number];

export interface Reason {
  readonly code: string;
  readonly mutants: readonly string[];
  readonly kind: Kind;
  readonly because: string;
}

/** By file. @throws Error that names the reason which is not one */
export function loadReasons(set: string): ReadonlyMap<string, readonly Reason[]> {
  const path = new URL(`reasons/${set}.yaml`, import.meta.url);
  const sheet: Record<string, readonly unknown[]> = existsSync(path) ? (parse(readFileSync(path, 'utf8')) ?? {}) : {};
  return new Map(
    Object.entries(sheet).map(([file, reasons]) => [file, reasons.map((reason) => asReason(file, reason))]),
  );
}

function asReason(file: string, entry: unknown): Reason {
  const { code, mutants, ...rest } = Object(entry);
  const [[kind, because] = [], ...more] = Object.entries(rest);
  const known = kinds.find((one) => one === kind);
  if (typeof code !== 'string' || !Array.isArray(mutants) || !known || typeof because !== 'string' || more.length > 0)
    throw new Error(
      `${file}: a reason has code, mutants and one of ${kinds.join(', ')}; this is ${JSON.stringify(entry)}`,
    );
  return { code, mutants, kind: known, because };
}

const covers = (reason: Reason, { code, mutant }: Survivor): boolean =>
  reason.code === code && reason.mutants.includes(mutant);

export const unsettled = ({ survivors }: FileResult, reasons: readonly Reason[] = []): readonly Survivor[] =>
  survivors.filter((survivor) => !reasons.some((reason) => covers(reason, survivor)));

/** A sentence for each survivor without a reason, and for each reason without a survivor. */
export function problems({ files }: Result, reasons: ReadonlyMap<string, readonly Reason[]>): readonly string[] {
  const found: string[] = [];
  for (const [file, result] of Object.entries(files)) {
    const { survivors } = result;
    const own = reasons.get(file) ?? [];
    for (const { code, mutant } of unsettled(result, own))
      found.push(`${file}: nothing notices\n    - code: ${code}\n      mutants: [${mutant}]`);
    for (const { code, mutants } of own) {
      for (const mutant of mutants) {
        if (survivors.some((survivor) => survivor.code === code && survivor.mutant === mutant)) continue;
        found.push(`${file}: a reason for what does not survive\n    - code: ${code}\n      mutants: [${mutant}]`);
      }
    }
  }
  for (const file of reasons.keys()) if (!files[file]) found.push(`${file}: has reasons, and was not measured`);
  return found;
}
