/** What `lossproof explain` prints, as a part of the page. */
import { element } from './element.ts';

/** A line at the margin is a heading, and what is indented below it belongs to it. */
export function showExplanation(text: string): HTMLElement {
  const shown = element('div', { class: 'explanation' });
  let body: string[] = [];
  const flush = (): void => {
    if (body.length > 0) shown.append(element('pre', {}, body.join('\n')));
    body = [];
  };
  for (const line of text.split('\n')) {
    if (line.startsWith(' ')) body.push(line.slice(1));
    else {
      flush();
      shown.append(element('p', { class: 'heading' }, line));
    }
  }
  flush();
  return shown;
}
