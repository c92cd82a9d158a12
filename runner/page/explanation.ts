/** What `lossproof explain` prints, as a part of the page. */
import { element } from './element.ts';

/** A line at the margin is a heading, and what is indented below it belongs to it. */
export function showExplanation(text: string): HTMLElement {
  const shown = element('div', { class: 'explanation' });
  let body: string[] = [];
  const flush = (): void => {
    if (body.length > 0) shown.append(preformatted(body));
    body = [];
  };
  for (const line of text.split('\n')) {
    if (line.startsWith(' ')) body.push(line);
    else {
      flush();
      shown.append(element('p', { class: 'heading' }, line));
    }
  }
  flush();
  return shown;
}

/** Each line an element that knows how deep it begins, so that it breaks without losing its place. */
function preformatted(lines: readonly string[]): HTMLElement {
  const margin = Math.min(...lines.map(depth));
  const spans = lines.map((line) => {
    const span = element('span', {}, `${line.slice(margin)}\n`);
    span.style.setProperty('--depth', String(depth(line) - margin));
    return span;
  });
  return element('pre', {}, ...spans);
}

const depth = (line: string): number => line.length - line.trimStart().length;
