/** The lines of variants laid over one another, and which of them a formula needs. */
import { type Line, walk } from './formula/tree.ts';
import { EVERY_MODE, type Lines, type Loss } from './loss.ts';

/** The lines of every mode, then those of each mode; later layers replace lines of earlier ones in their place. */
export function overlaid(loss: Loss, layers: readonly Lines[]): Lines {
  const byMode = new Map<string, Map<string, Line>>();
  for (const mode of [EVERY_MODE, ...loss.modes.map(({ name }) => name)]) byMode.set(mode, new Map());
  for (const layer of layers) {
    for (const line of layer.get(EVERY_MODE) ?? [])
      for (const [mode, lines] of byMode) if (mode !== EVERY_MODE) lines.delete(line.name);
    for (const [mode, lines] of layer) for (const line of lines) byMode.get(mode)?.set(line.name, line);
  }
  return new Map([...byMode].map(([mode, lines]) => [mode, [...lines.values()]]));
}

/** The line of this name that holds in a mode. */
export const lineIn = (lines: Lines, mode: string, name: string): Line | undefined =>
  [mode, EVERY_MODE].flatMap((key) => lines.get(key) ?? []).find((line) => line.name === name);

/** Of `lines`, those that `users` speak of, directly or through others. */
export function neededBy(users: Lines, lines: Lines): Lines {
  const needed = new Set<string>();
  const waiting = [...users.values()].flat();
  const all = [...lines.values()].flat();
  for (let line = waiting.pop(); line; line = waiting.pop()) {
    for (const node of walk(line.body)) {
      if ((node.kind !== 'name' && node.kind !== 'entry') || needed.has(node.name)) continue;
      needed.add(node.name);
      waiting.push(...all.filter(({ name }) => name === node.name));
    }
  }
  return new Map([...lines].map(([mode, own]) => [mode, own.filter(({ name }) => needed.has(name))]));
}

export const isEmpty = (lines: Lines): boolean => [...lines.values()].every((list) => list.length === 0);

/** As the spec writes it. */
export const lineText = ({ name, indices, text }: Line): string =>
  `${name}${indices.length > 0 ? `[${indices}]` : ''}: ${text.trim()}`;
