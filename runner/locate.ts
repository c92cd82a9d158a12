/** Finds what an address names. */
import { loadVectors, publishedLosses } from '../vectors/format.ts';
import { Failure, nearest } from './failure.ts';
import { type Case, cases, type LawCase, lawCases } from './suite.ts';

export type Located = { readonly kind: 'vector'; readonly one: Case } | { readonly kind: 'law'; readonly one: LawCase };

/**
 * @param address loss/vector/dtype; a manner after the vector (vector@strided) is left out
 * @throws Failure that names the nearest address there is
 */
export function locate(address: string): Located {
  const [loss = '', name = '', dtype = '', ...rest] = address.split('/');
  if (dtype === '' || rest.length > 0) {
    throw new Failure(
      'usage',
      `"${address}" is no address; one is written loss/vector/dtype, as "lossproof list vectors" prints them`,
    );
  }
  const losses = publishedLosses();
  if (!losses.includes(loss)) throw new Failure('usage', `${address}: no loss "${loss}"${nearest(loss, losses)}`);
  const id = name.split('@')[0] ?? '';
  const selection = { loss: [loss], dtype: [dtype], only: [`${loss}/${id}/${dtype}`] };
  for (const one of id.startsWith('law.') ? lawCases(selection) : []) return { kind: 'law', one };
  for (const one of cases(selection)) return { kind: 'vector', one };
  const vector = loadVectors(loss).vectors.find((candidate) => candidate.id === id);
  if (vector) {
    const why = Object.entries(vector.dropped ?? {}).map(([dropped, reason]) => ` (${dropped} was dropped: ${reason})`);
    throw new Failure(
      'usage',
      `${address}: ${id} is asked in ${vector.dtypes.join(', ')}, not in ${dtype}${why.join('')}`,
    );
  }
  const known = id.startsWith('law.')
    ? [...lawCases({ loss: [loss] })].map(({ instance }) => instance.id)
    : loadVectors(loss).vectors.map((one) => one.id);
  const hint = nearest(id, known);
  throw new Failure(
    'usage',
    `${address}: no vector "${id}"${hint.startsWith('; did') ? hint : '; "lossproof list vectors" prints them all'}`,
  );
}
