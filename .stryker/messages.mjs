/** Leaves alone what only people read: no vector judges the words of an error, nor how an argument is called in one. */
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** The words of an error, written where it is made or just before, and what writes them. */
const isMessage = (path) =>
  path.isThrowStatement() ||
  (path.isNewExpression() && /Error$/.test(path.node.callee.name ?? '')) ||
  (path.isClassDeclaration() && /Error$/.test(path.node.id.name)) ||
  (path.isVariableDeclarator() && ['remedy', 'fact', 'quote', 'shapeText'].includes(path.node.id.name)) ||
  (path.isObjectProperty() && path.node.key.name === 'declined');

/** The name of an argument or a loss, handed on to what may complain of it: `floating('input', input)`. */
const isCalledSo = (path) =>
  path.isStringLiteral() &&
  path.parentPath.isCallExpression() &&
  /^(check|floating|probabilities|readFactor|notAProbability)/.test(path.parent.callee.name ?? '');

/** `[]`, which can only be filled with a name that nobody asks for. */
const isNoNames = (path) =>
  path.isArrayExpression() &&
  path.node.elements.length === 0 &&
  (path.parentPath.isCallExpression() || path.parentPath.isObjectProperty());

/** @type {readonly [is: (path: unknown) => boolean, why: string][]} */
const left = [
  [isMessage, 'the words of an error'],
  [isCalledSo, 'how an argument is called in an error'],
  [isNoNames, 'a list of names, to which one would be added that nobody asks for'],
];

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'messages', { shouldIgnore: (path) => left.find(([is]) => is(path))?.[1] }),
];
