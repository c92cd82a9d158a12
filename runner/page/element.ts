/** Makes and finds elements. */

/** An element with a class, where it has one, and what it holds. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A long name that is broken, where it must be, behind a slash or underscore. */
export const breakable = (name: string): readonly (Node | string)[] =>
  name.split(/(?<=[/_])/).flatMap((part) => [part, element('wbr', {})]);

/** The element of index.html with that id. @throws Error when the page has another one */
export function found<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const there = document.getElementById(id);
  if (!(there instanceof kind)) throw new Error(`index.html has no ${kind.name} #${id}`);
  return there;
}
