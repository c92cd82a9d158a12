/** What hostile subjects are asked, how often, and of which question some are guilty. */
import { isAskedAgain } from '../vectors/address.ts';
import { loadVectors } from '../vectors/format.ts';
import { cases } from './suite.ts';

export const GLOB = 'nll_loss/NC-*/float64';
/** What is asked of each subject: vectors with answers, some of them asked once more. */
export const asked = [...cases({ only: [GLOB] }, ['float64'])];
export const COUNT = asked.length + asked.filter((each) => isAskedAgain(each.address)).length;

/** Kinds that strike so strike at one vector only, which is asked once. */
export const [onOne, guilty] = striking();

function striking(): readonly [when: string, address: string] {
  const first = ({ inputs }: { inputs: Readonly<Record<string, { data: readonly unknown[] }>> }) =>
    inputs.input?.data[0];
  const everywhere = loadVectors('nll_loss').vectors.map(first);
  const one = asked.find(
    (each) => !isAskedAgain(each.address) && everywhere.filter((other) => other === first(each.vector)).length === 1,
  );
  if (one === undefined) throw new Error('no vector begins like no other');
  return [`first=${first(one.vector)}`, one.address];
}
