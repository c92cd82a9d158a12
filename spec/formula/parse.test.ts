/** How formulas are read: what binds tighter, what each construct becomes, and where each complaint points. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FormulaError, parse, parseLine } from './parse.ts';
import { type Expression, walk } from './tree.ts';

/** A tree written back with every pair of parentheses; numbers and names as they are. */
function spell(tree: Expression): string {
  switch (tree.kind) {
    case 'number':
      return tree.text;
    case 'name':
      return tree.name;
    case 'entry':
      return `${tree.name}[${tree.indices.map(spell).join(',')}]`;
    case 'flat':
      return `flat(${tree.name}, ${spell(tree.position)})`;
    case 'operation': {
      const [first = '', second = ''] = tree.operands.map(spell);
      const sign = { add: '+', subtract: '-', multiply: '*', divide: '/' }[tree.operator];
      if (tree.operator === 'negate') return `(-${first})`;
      return sign ? `(${first} ${sign} ${second})` : `${tree.operator}(${tree.operands.map(spell).join(', ')})`;
    }
    case 'fold':
      return `${tree.fold}[${tree.index}${tree.where ? ` where ${spell(tree.where)}` : ''}](${spell(tree.body)})`;
    case 'if':
      return `if(${spell(tree.condition)}, ${spell(tree.yes)}, ${spell(tree.no)})`;
    case 'either':
      return `either(${tree.alternatives.map(spell).join(', ')})`;
    case 'detach':
      return `detach(${spell(tree.body)})`;
    case 'compare':
      return `(${spell(tree.left)} ${tree.relation} ${spell(tree.right)})`;
    case 'logic': {
      const [first = '', second = ''] = tree.operands.map(spell);
      return tree.connective === 'not' ? `(not ${first})` : `(${first} ${tree.connective} ${second})`;
    }
    case 'is':
      return `(${tree.name} is ${tree.word})`;
    case 'fact':
      return `${tree.fact}(${tree.operands.map(spell).join(', ')})`;
  }
}

test.each([
  ['products bind tighter than sums', 'a + b * c', '(a + (b * c))'],
  ['on either side', 'a * b + c', '((a * b) + c)'],
  ['differences group from the left', 'a - b - c', '((a - b) - c)'],
  ['and so do quotients', 'a / b / c', '((a / b) / c)'],
  ['quotients and products take turns', 'a / b * c', '((a / b) * c)'],
  ['parentheses come first', '(a + b) * c', '((a + b) * c)'],
  ['a sign belongs to its factor', '-a * b', '((-a) * b)'],
  ['a sign may follow an operator', 'a * -b - -c', '((a * (-b)) - (-c))'],
  ['signs repeat', '- -a', '(-(-a))'],
  ['a sign holds a whole entry', '-logp[n,target[n]]', '(-logp[n,target[n]])'],
  ['comparisons bind weaker than arithmetic', 'a + 1 < b * 2', '((a + 1) < (b * 2))'],
  ['not reaches over one comparison', 'not a == b and c == d', '((not (a == b)) and (c == d))'],
  ['not repeats', 'not not a == b', '(not (not (a == b)))'],
  ['and binds tighter than or', 'a or b and c', '(a or (b and c))'],
  ['on either side too', 'a and b or c', '((a and b) or c)'],
  ['or binds tighter than implies', 'a or b implies c and d', '((a or b) implies (c and d))'],
  ['implies groups from the right', 'a implies b implies c', '(a implies (b implies c))'],
  ['parentheses hold claims', '(a or b) and c', '((a or b) and c)'],
  [
    'words are compared by is',
    'reduction is mean and not mode is indices',
    '((reduction is mean) and (not (mode is indices)))',
  ],
  ['folds have an index', 'sum[c](exp(x[n,c]))', 'sum[c](exp(x[n,c]))'],
  ['folds may filter', 'sum[k where k != c and k < 3](e[n,k])', 'sum[k where ((k != c) and (k < 3))](e[n,k])'],
  ['folds nest', 'all[n](exists[c](x[n,c] > 0))', 'all[n](exists[c]((x[n,c] > 0)))'],
  ['folds stand in filters', 'sum[c where c != argmax[k](x[k])](x[c])', 'sum[c where (c != argmax[k](x[k]))](x[c])'],
  ['max of an index is a fold', 'max[c](x[c])', 'max[c](x[c])'],
  ['max of numbers is an operator', 'max(a, 1e-7, b)', 'max(a, 1e-7, b)'],
  ['entries are computed', 'x[n,classes - 1 - c]', 'x[n,((classes - 1) - c)]'],
  ['names may be qualified', 'loss[n] - composed.loss[n]', '(loss[n] - composed.loss[n])'],
  ['if, either and detach', 'if(a < b, either(x, y), detach(z))', 'if((a < b), either(x, y), detach(z))'],
  [
    'facts',
    'given(weight) and finite(x[n]) and same_shape(target, input)',
    '(given(weight) and (finite(x[n]) and same_shape(target, input)))',
  ],
  ['numbers are kept as text', '0.10 + 1e-12 + 2.5e+3', '((0.10 + 1e-12) + 2.5e+3)'],
  ['spaces do not matter', ' a+b\n* c ', '(a + (b * c))'],
])('%s: %s', (_, text, spelt) => {
  expect(spell(parse(text))).toBe(spelt);
});

test('a name is no fold, operator or number by its beginning', () => {
  for (const name of ['sum', 'summary', 'if_so', 'e1', 'isolated', 'notable', '_', 'log']) {
    expect(parse(name)).toEqual({ kind: 'name', name });
  }
});

test.each([
  ['loss[n]', 'loss', ['n']],
  ['logp[n, c]', 'logp', ['n', 'c']],
  ['total', 'total', []],
])('%s names a line', (head, name, indices) => {
  expect(parseLine(head, 'a')).toEqual({ name, indices, body: { kind: 'name', name: 'a' }, text: 'a' });
});

test.each(['Loss', 'loss[N]', 'loss[n', 'loss[]', '2x', 'a b[n]x', 'loss[n][c]', 'loss[nc]'])(
  '%s names no line',
  (head) => {
    expect(() => parseLine(head, 'a')).toThrow(
      `a line is named like "total", "loss[n]" or "logp[n,c]"\n    ${head}\n    ^`,
    );
  },
);

// The caret stands where `^` stands in the text; the text itself is without it.
test.each([
  ['a +^', 'the formula ends too soon'],
  ['^', 'the formula ends too soon'],
  ['a ^b', '"b" does not continue a formula'],
  ['2^x', '"x" does not continue a formula'],
  ['a ^= b', '"=" does not continue a formula'],
  ['a < b ^< c', '"<" does not continue a formula'],
  ['a + ^* b', '"*" cannot start a term'],
  ['^.5 + a', '"." cannot start a term'],
  ['a + ^€', '"€" cannot start a term'],
  ['0.5^.5', '"." does not continue a formula'],
  ['(a + b^', 'expected ")"'],
  ['(a ^b)', 'expected ")", found "b"'],
  ['x[n + ^', 'the formula ends too soon'],
  ['x[n,c^', 'expected "]"'],
  ['x[^]', '"]" cannot start a term'],
  ['exp(^)', '")" cannot start a term'],
  ['sum[^3](a)', 'expected an index'],
  ['sum[c] ^a', 'expected "(", found "a"'],
  ['sum[c ^when a](b)', 'expected "]", found "when"'],
  ['a[0] ^is mean', '"is" compares a parameter, or the mode, with a word'],
  ['reduction is ^3', 'expected a word after "is"'],
  ['1 + ^exp(a, b)', '"exp" takes 1 argument, found 2'],
  ['^add(a)', '"add" takes 2 arguments, found 1'],
  ['^if(a, b)', '"if" takes 3 arguments, found 2'],
  ['^detach(a, b)', '"detach" takes 1 argument, found 2'],
  ['^given(a, b)', '"given" takes 1 argument, found 2'],
  ['^same_shape(a)', '"same_shape" takes 2 arguments, found 1'],
  ['a - ^all(x[n] > 0)', '"all" runs over an index: all[n](…)'],
  ['^argmax(a, b)', '"argmax" runs over an index: argmax[n](…)'],
])('%s: %s', (marked, problem) => {
  const text = marked.replace('^', '');
  expect(() => parse(text)).toThrow(FormulaError);
  expect(() => parse(text)).toThrow(`${problem}\n    ${text}\n    ${' '.repeat(marked.indexOf('^'))}^`);
});

test('an unknown function is answered with those there are, each once', () => {
  const message = String(catching(() => parse('sotfmax(a)')));
  expect(message).toMatch(/unknown function "sotfmax"; there are: add, .*\bexp\b.*\bif, either, detach\b.*\bgiven\b/);
  const known = /there are: (.*)/.exec(message)?.[1]?.split(', ') ?? [];
  expect(new Set(known).size).toBe(known.length);
});

function catching(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

test('walk visits everything, itself first', () => {
  const tree = parse('if(a is b, sum[n where n < p](x[n + q] * either(r, detach(s))), given(t)) + -u');
  const names = [...walk(tree)].flatMap((inner) => (inner.kind === 'name' ? [inner.name] : []));
  expect([...walk(tree)][0]).toBe(tree);
  expect(names).toEqual(['n', 'p', 'n', 'q', 'r', 's', 't', 'u']);
});

const trees = fc.letrec<{ number: Expression; claim: Expression }>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('0', '1', '0.125', '1e-7').map((text): Expression => ({ kind: 'number', text })),
    fc.constantFrom('a', 'beta', 'composed.loss').map((name): Expression => ({ kind: 'name', name })),
    tie('number').map((index): Expression => ({ kind: 'entry', name: 'x', indices: [index] })),
    fc
      .tuple(fc.constantFrom('add', 'subtract', 'multiply', 'divide', 'max'), tie('number'), tie('number'))
      .map(([operator, a, b]): Expression => ({ kind: 'operation', operator, operands: [a, b] })),
    fc
      .tuple(fc.constantFrom('negate', 'exp', 'log1p'), tie('number'))
      .map(([operator, a]): Expression => ({ kind: 'operation', operator, operands: [a] })),
    fc
      .tuple(tie('claim'), tie('number'))
      .map(([where, body]): Expression => ({ kind: 'fold', fold: 'sum', index: 'n', where, body })),
    fc
      .tuple(tie('claim'), tie('number'), tie('number'))
      .map(([condition, yes, no]): Expression => ({ kind: 'if', condition, yes, no })),
  ),
  claim: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant<Expression>({ kind: 'is', name: 'reduction', word: 'mean' }),
    fc
      .tuple(fc.constantFrom('==' as const, '<=' as const), tie('number'), tie('number'))
      .map(([relation, left, right]): Expression => ({ kind: 'compare', relation, left, right })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const, 'implies' as const), tie('claim'), tie('claim'))
      .map(([connective, a, b]): Expression => ({ kind: 'logic', connective, operands: [a, b] })),
    tie('claim').map((a): Expression => ({ kind: 'logic', connective: 'not', operands: [a] })),
  ),
}));

test('whatever tree is written with all its parentheses is read back', () => {
  fc.assert(
    fc.property(fc.oneof(trees.number, trees.claim), (tree) => {
      expect(parse(spell(tree))).toEqual(tree);
    }),
    { seed: 20240701, numRuns: 400 },
  );
});
