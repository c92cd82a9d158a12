/** The form: who is asked, what, and how strictly. */
import { grades } from '../../spec/loss.ts';
import { element, found } from './element.ts';
import { startForeign, startOwn } from './hosting.ts';
import type { Examined } from './judge-client.ts';
import type { Link } from './link.ts';
import type { Options } from './messages.ts';

/** As bundle.mjs lists them. */
interface Bundled {
  readonly name: string;
  readonly says: string;
  readonly module: string;
}

const here = new URL('./', import.meta.url);
let bundled: readonly Bundled[] = [];

/** Lists the losses there are vectors of, wherever one is chosen. */
export async function offerLosses(): Promise<void> {
  const files: readonly string[] = await (await fetch(new URL('files.json', here))).json();
  const losses = files.flatMap((path) => /^vectors\/losses\/(\w+)\.json$/.exec(path)?.[1] ?? []);
  for (const id of ['loss', 'filter-loss'])
    found(id, HTMLSelectElement).append(...losses.map((loss) => new Option(loss)));
}

/** Lists the subjects that come with the page. Resolves when it is known of each whether it can be had here. */
export async function offerSubjects(): Promise<void> {
  bundled = await (await fetch(new URL('subjects.json', here))).json();
  const choices = bundled.map(choice);
  found('bundled', HTMLElement).replaceChildren(...choices.map(({ shown }) => shown));
  document.querySelector<HTMLInputElement>('input[name="subject"]:not(:disabled)')?.click();
  await Promise.all(choices.map(({ settled }) => settled));
}

interface Choice {
  readonly shown: HTMLElement;
  readonly settled: Promise<void>;
}

function choice({ name, says, module }: Bundled): Choice {
  const id = `subject-${name}`;
  const radio = element('input', { type: 'radio', name: 'subject', id, value: name, 'aria-describedby': `${id}-says` });
  const label = element('label', { for: id }, name);
  const note = element('small', { id: `${id}-says` }, says);
  const settled = module.startsWith('subjects/webgpu') ? lookForGpu(radio, note) : Promise.resolve();
  return { shown: element('div', { class: 'choice' }, radio, label, note), settled };
}

/** Others need not wait until a browser has looked for one. */
async function lookForGpu(radio: HTMLInputElement, note: HTMLElement): Promise<void> {
  radio.disabled = true;
  const lacking = await whyNoGpu();
  radio.disabled = lacking !== undefined;
  if (lacking !== undefined) note.textContent = lacking;
}

async function whyNoGpu(): Promise<string | undefined> {
  if (!isSecureContext) return 'not here: browsers have WebGPU only for pages from https or localhost';
  if (navigator.gpu && (await navigator.gpu.requestAdapter())) return undefined;
  return 'not here: this browser has no WebGPU, or no GPU for it; in Chrome, start it with --enable-unsafe-webgpu';
}

const checked = (): string => document.querySelector<HTMLInputElement>('input[name="subject"]:checked')?.value ?? '';
const url = (): HTMLInputElement => found('url', HTMLInputElement);
const text = (): HTMLTextAreaElement => found('text', HTMLTextAreaElement);

/** Who is chosen; a sentence where that is nobody yet. */
export function chosenSubject(): Examined | string {
  const own = bundled.find(({ name }) => name === checked());
  if (own) return { name: own.name, source: { url: new URL(own.module, here).href }, start: startOwn };
  if (checked() === 'text') {
    if (text().value.trim() === '') return 'Paste a module first.';
    return { name: 'the pasted module', source: { text: text().value }, start: startForeign };
  }
  if (!URL.canParse(url().value)) return 'Give the whole address of a module first.';
  return { name: url().value, source: { url: url().value }, start: startForeign };
}

/** What a link says of who is asked, for the subject that is chosen now; a pasted module no link can hold. */
export function whoForLink(): Pick<Link, 'subject' | 'module'> {
  if (bundled.some(({ name }) => name === checked())) return { subject: checked() };
  return checked() === 'url' ? { module: url().value } : {};
}

/** Sets the form as a link says. @returns whether it can be asked without the visitor's consent: it comes with the page */
export function choose({ subject, module }: Link): boolean {
  if (module !== undefined) {
    url().value = module;
    found('subject-url', HTMLInputElement).checked = true;
    return false;
  }
  const radio = document.querySelector<HTMLInputElement>(`#bundled input[value="${CSS.escape(subject ?? '')}"]`);
  if (!radio || radio.disabled) return false;
  radio.checked = true;
  return true;
}

const value = (id: string): string => {
  const field = document.getElementById(id);
  return field instanceof HTMLSelectElement || field instanceof HTMLInputElement ? field.value : '';
};

export function chosenOptions(): Options {
  const [loss, dtype, only] = [value('loss'), value('dtype'), value('only').trim()];
  return {
    selection: {
      ...(loss === '' ? {} : { loss: [loss] }),
      ...(dtype === '' ? {} : { dtype: [dtype] }),
      ...(only === '' ? {} : { only: only.split(/\s+/) }),
    },
    level: value('level') === 'should' ? 'should' : 'must',
    grade: grades.find((grade) => grade === value('grade')) ?? 'lenient',
    patience: 1000 * (Number(value('patience')) || 10),
  };
}
