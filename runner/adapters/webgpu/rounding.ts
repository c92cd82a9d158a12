/** Finds out whether a GPU rounds to nearest, which WGSL leaves open, and what can be claimed of its arithmetic then. */
import { compile } from './kernel.ts';
import { Lane } from './lane.ts';
import { join } from './source.ts';

const CASES = 256;

/** Operands come as bits, so that nothing can be computed before the GPU does. */
const KERNEL = `
@group(0) @binding(0) var<storage, read> operands: array<vec2u>;
@group(0) @binding(1) var<storage, read_write> results: array<vec4u>;

@compute @workgroup_size(1) fn check() {
  for (var i = 0u; i < arrayLength(&operands); i++) {
    let x = bitcast<vec2f>(operands[i]);
    results[i] = bitcast<vec4u>(vec4f(x.x + x.y, x.x - x.y, x.x * x.y, x.x / x.y));
  }
}
`;

/** How many ulps a quotient may be off in WGSL: 2.5. */
const QUOTIENT = 2.5;

/**
 * What can be claimed of the arithmetic on a GPU. Where it does not round to nearest, nobody can keep to float32, and
 * what a kernel was meant to do in float32 is what WGSL makes of it. Halves are computed in float32 and have no such name.
 */
export async function claims(profiles: readonly string[], nearest: () => Promise<boolean>): Promise<readonly string[]> {
  // What is no list of profiles is told by who reads it.
  if (!Array.isArray(profiles) || profiles.every(isKeptAnywhere) || (await nearest())) return profiles;
  return profiles.map((name) => (name === 'float32' ? 'float32-gpu' : name)).filter(isKeptAnywhere);
}

/** float64 is made of whole numbers, if at all. */
const isKeptAnywhere = (profile: string): boolean => profile === 'float32-gpu' || profile === 'float64';

/** Asks for sums, differences, products and quotients of ordinary numbers. */
export async function roundsToNearest(device: GPUDevice): Promise<boolean> {
  const operands = ordinaryNumbers(2 * CASES);
  const kernel = await compile(device, join([{ name: 'rounding', text: KERNEL }]));
  const question = new Uint8Array(operands.buffer);
  const answer = await new Lane(device).ask(kernel, question, { answer: 2 * question.length, scratch: 4 });
  return areRounded(operands, new Float32Array(answer.slice().buffer));
}

/**
 * Whether results are the nearest numbers, and quotients what WGSL promises.
 * @param operands pairs of numbers of like size
 * @param results of each pair a sum, a difference, a product and a quotient
 */
export function areRounded(operands: Float32Array, results: Float32Array): boolean {
  return results.every((result, place) => isRounded(result, place % 4, operands.subarray(2 * Math.floor(place / 4))));
}

/** All but the quotient is exact in binary64 before it is rounded. */
function isRounded(result: number, operation: number, [a = 0, b = 0]: Float32Array): boolean {
  if (operation < 3) return result === Math.fround([a + b, a - b, a * b][operation] ?? Number.NaN);
  return Math.abs(result - a / b) <= QUOTIENT * ulp(a / b);
}

const ulp = (x: number): number => 2 ** (Math.floor(Math.log2(Math.abs(x))) - 23);

/** From 1 to 4 in size, with all their digits, of both signs. */
export function ordinaryNumbers(count: number): Float32Array<ArrayBuffer> {
  let state = 1;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state >>> 8) & 1 ? -1 : 1) * (1 + (3 * state) / 2 ** 32);
  });
}
