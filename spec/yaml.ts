/** Reads YAML written by people: checked against a JSON Schema, and every complaint points at file, line and column. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { LineCounter, parseDocument } from 'yaml';
import { filesIn, readText } from './files.ts';

/** What is wrong with a hand-written file, where, and what would be right. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
}

export type Path = readonly (string | number)[];

/** A checked file: its content, and a way to complain about one place in it. */
export interface Sheet<T> {
  readonly file: string;
  readonly content: T;
  fail(path: Path, problem: string): never;
}

const FOLDER = 'spec/schema/';
const ENDING = '.schema.json';
let compiled: Ajv2020 | undefined;

/**
 * The schema of spec/schema/<name>.schema.json, compiled; schemas there may refer to one another.
 * @throws Error when there is none of that name
 */
export function schema(name: string): ValidateFunction {
  compiled ??= filesIn(FOLDER)
    .filter((file) => file.endsWith(ENDING))
    .reduce(
      (ajv, file) => ajv.addSchema(JSON.parse(readText(FOLDER + file)), file),
      new Ajv2020({
        strict: true,
        strictTypes: false,
        strictRequired: false,
        strictNumbers: false,
        strictTuples: false,
        validateSchema: false,
        verbose: true,
        code: { optimize: false },
      }),
    );
  const found = compiled.getSchema(name + ENDING);
  if (!found) throw new Error(`spec/schema/ has no ${name}${ENDING}`);
  return found;
}

/**
 * @param file how messages call it
 * @throws SpecError when the text is no YAML, or is not what the schema asks for
 */
export function readSheet<T>(file: string, text: string, schemaName: string): Sheet<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [mistake] = document.errors;
  if (mistake) {
    const [reason = mistake.message] = mistake.message.split('\n');
    throw new SpecError(`${place(mistake.pos[0])}  ${reason.replace(/ at line.*/, '')}`);
  }
  const fail = (path: Path, problem: string): never => {
    throw new SpecError(`${place(offsetOf(document, path))}  ${problem}`);
  };
  const content: unknown = document.toJS();
  const validate = schema(schemaName);
  if (!validate(content)) {
    const [error] = validate.errors ?? [];
    if (error) fail(pathOf(error), explain(error));
  }
  return { file, content: content as T, fail };
}

/** Where a path starts in the text; where its deepest existing ancestor does, when it does not exist. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = document.getIn(path.slice(0, length - 1), true);
    const key = keyOffset(parent, path[length - 1]);
    if (key !== undefined) return key;
    const node: unknown = document.getIn(path.slice(0, length), true);
    const start = rangeStart(node);
    if (start !== undefined) return start;
  }
  return 0;
}

const rangeStart = (node: unknown): number | undefined =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : undefined;

function keyOffset(parent: unknown, key: string | number | undefined): number | undefined {
  if (typeof parent !== 'object' || parent === null || !('items' in parent) || !Array.isArray(parent.items)) return;
  const pair: unknown = parent.items.find(
    (item: unknown) => typeof item === 'object' && item !== null && 'key' in item && String(item.key) === String(key),
  );
  return typeof pair === 'object' && pair !== null && 'key' in pair ? rangeStart(pair.key) : undefined;
}

function pathOf(error: ErrorObject): Path {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const stray = strayKey(error);
  return stray === undefined ? path : [...path, stray];
}

/** A key that is not known; also one that stands where another is missed, since that is most likely its typo. */
function strayKey({ params, keyword, parentSchema, data }: ErrorObject): string | undefined {
  const extra: unknown = params.additionalProperty ?? params.unevaluatedProperty;
  if (typeof extra === 'string') return extra;
  if (keyword !== 'required' || parentSchema?.additionalProperties !== false) return undefined;
  const known: object = parentSchema.properties ?? {};
  return Object.keys(Object(data)).find((key) => !(key in known));
}

/** A schema error as subject, fact and remedy. */
export function explain(error: ErrorObject): string {
  const subject = error.instancePath.split('/').at(-1)?.replaceAll('~1', '/') || 'the file';
  const stray = strayKey(error);
  if (stray !== undefined) {
    const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
    return `"${stray}" is not known here${known.length > 0 ? `; there are: ${known.join(', ')}` : '; remove it'}`;
  }
  const allowed: unknown = error.params.allowedValues;
  if (Array.isArray(allowed)) return `"${subject}" must be one of: ${allowed.join(', ')}`;
  const missing: unknown = error.params.missingProperty;
  if (typeof missing === 'string') return `"${subject}" lacks "${missing}"; add it`;
  return `"${subject}" ${error.message ?? 'is not what the schema asks for'}`;
}
