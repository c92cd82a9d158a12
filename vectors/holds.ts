/** Which dtypes hold a question exactly. */
import { bigint } from '../spec/oracle/bigint.ts';
import type { Question } from '../spec/question.ts';
import { type FloatDtype, fromScalar } from '../spec/tensor.ts';

/** Whether the dtype holds every floating input and the upstream gradient without rounding. */
export function holdsExactly({ inputs, upstream }: Question, dtype: FloatDtype): boolean {
  const tensors = [...Object.values(inputs), ...(upstream ? [upstream] : [])];
  return tensors.every(
    (tensor) =>
      tensor.dtype !== undefined ||
      tensor.data.every((scalar) => {
        const value = Number(fromScalar(scalar));
        return !Number.isFinite(value) || bigint.fits(bigint.fromNumber(value), dtype);
      }),
  );
}
