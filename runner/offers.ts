/** What a subject's hello excludes, and so need not answer. */
import { profiles } from '../spec/profiles.ts';
import type { FloatDtype } from '../spec/tensor.ts';
import type { Hello } from './protocol.ts';
import type { Case, LawCase } from './suite.ts';

/** Profiles of a dtype that the subject claims, the tightest first. */
export const claimedProfiles = (hello: Hello, dtype: string): readonly string[] =>
  [...profiles.values()]
    .filter((profile) => profile.dtype === dtype && hello.profiles.includes(profile.name))
    .map(({ name }) => name);

/** Why this case is outside what the hello offers; `undefined` when it is inside. */
export function excluded(hello: Hello, one: Case): string | undefined {
  const { vector } = one;
  if (vector.extension !== undefined && !hello.extensions?.includes(vector.extension)) {
    return `no extension ${vector.extension}`;
  }
  if (vector.without !== undefined && hello.extensions?.includes(vector.without)) {
    return `has the extension ${vector.without}`;
  }
  const refusalsOnly = vector.outcomes.every((outcome) => 'refused' in outcome);
  const claimed = claimedProfiles(hello, one.dtype);
  if (!refusalsOnly && claimed.length > 0 && !claimed.some((profile) => one.acceptance.has(profile))) {
    return `nothing bounds an answer in ${claimed.join(', ')}`;
  }
  return notOffered(hello, one.loss, one.dtype, refusalsOnly ? undefined : vector);
}

/** A law is outside when any of its questions is, or when nothing bounds its answers. */
export function excludedLaw(hello: Hello, one: LawCase): string | undefined {
  const { asks } = one.instance;
  if (!hello.gradients && asks.some(({ gradients }) => gradients.length > 0)) return 'no gradients';
  const reason = asks
    .map((asked) => notOffered(hello, asked.loss, one.dtype, asked))
    .find((found) => found !== undefined);
  if (reason !== undefined || profilesOfLaw(hello, one).length > 0) return reason;
  return `nothing bounds an answer in ${claimedProfiles(hello, one.dtype).join(', ')}`;
}

/** Claimed profiles under which a law can be judged, the tightest first. */
export const profilesOfLaw = (hello: Hello, { instance, dtype }: LawCase): readonly string[] =>
  claimedProfiles(hello, dtype).filter((profile) => instance.holds.every(({ allowed }) => profile in allowed));

type Named = Readonly<Record<string, unknown>>;

function notOffered(
  hello: Hello,
  loss: string,
  dtype: FloatDtype,
  asked: { readonly parameters: Named; readonly inputs: Named } | undefined,
): string | undefined {
  const support = hello.losses[loss];
  if (!support) return `no loss ${loss}`;
  if (claimedProfiles(hello, dtype).length === 0) return `no profile of ${dtype}`;
  if (!support.dtypes.includes(dtype)) return `${loss} not in ${dtype}`;
  const parameter = Object.keys(asked?.parameters ?? {}).find((name) => !support.parameters.includes(name));
  if (parameter !== undefined) return `no parameter ${parameter}`;
  const input = Object.keys(asked?.inputs ?? {}).find(
    (name) => support.inputs && name !== 'input' && name !== 'target' && !support.inputs.includes(name),
  );
  return input === undefined ? undefined : `no input ${input}`;
}
