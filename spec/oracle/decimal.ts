/** Decimal digits read and written, in the one notation that both arithmetics share. */

export interface DecimalLiteral {
  /** The value is integer · 10^exponent. */
  readonly integer: bigint;
  readonly exponent: number;
}

const literal = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,5}))?$/;

/** Throws where `text` is not a decimal literal such as "12", "-0.125" or "1e-12". */
export function parseDecimal(text: string): DecimalLiteral {
  const match = literal.exec(text);
  if (match === null) {
    throw new SyntaxError(
      `"${text}" is not a decimal literal; write digits, an optional fraction and an optional exponent of at most ` +
        'five digits, as in 12, -0.125 or 1e-12.',
    );
  }
  const [, sign, whole, fraction = '', power = '0'] = match;
  const magnitude = BigInt(`${whole}${fraction}`);
  return { integer: sign === '-' ? -magnitude : magnitude, exponent: Number(power) - fraction.length };
}

/**
 * "-1.25" for digits "125" and exponent 0: the point stands behind the first digit, times 10^exponent. As
 * Number.prototype.toPrecision does it: an exponent is written where it is below −6 or not below the number of digits.
 */
export function formatDecimal(negative: boolean, digits: string, exponent: number): string {
  const sign = negative ? '-' : '';
  if (exponent < -6 || exponent >= digits.length) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (exponent === digits.length - 1) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}
