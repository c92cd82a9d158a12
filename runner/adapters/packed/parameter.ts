/** Writes a parameter into its eight words, in every form that a kernel may want to read it in. */
import { fromScalar } from '../../../spec/tensor.ts';
import type { ParameterValue } from '../../protocol.ts';
import { FITS_32, FITS_64, KIND, WHOLE, WORDS } from './layout.ts';

export function writeParameter(view: DataView, at: number, value: ParameterValue | undefined): void {
  if (value === undefined) return;
  if (value === null) view.setUint32(at, KIND.null, true);
  else if (typeof value === 'boolean') {
    view.setUint32(at, KIND.boolean, true);
    view.setInt32(at + 4, Number(value), true);
  } else if (typeof value === 'string' && !/^(-?\d+|NaN|-?Infinity)$/.test(value)) {
    view.setUint32(at, KIND.word, true);
    view.setInt32(at + 4, Math.max(WORDS.indexOf(value), 0), true);
  } else writeNumber(view, at, fromScalar(value));
}

function writeNumber(view: DataView, at: number, value: number | bigint): void {
  const real = Number(value);
  view.setUint32(at, KIND.number, true);
  view.setFloat32(at + 8, real, true);
  view.setFloat64(at + 16, real, true);
  if (typeof value === 'number' && !Number.isInteger(value)) return;
  const whole = BigInt(value);
  const fits = (bits: number): boolean => BigInt.asIntN(bits, whole) === whole;
  view.setUint32(at + 12, WHOLE | (fits(64) ? FITS_64 : 0) | (fits(32) ? FITS_32 : 0), true);
  if (fits(32)) view.setInt32(at + 4, Number(whole), true);
  if (fits(64)) view.setBigInt64(at + 24, whole, true);
}
