/** The page: asks as the form says, shows what comes of it while it comes, and one vector where a link leads to it. */
import { exits } from '../failure.ts';
import { explainVerdict } from '../reports/said.ts';
import { rows } from '../reports/tally.ts';
import { closingLine } from '../reports/text.ts';
import type { Verdict } from '../verdict.ts';
import { Cases } from './cases.ts';
import { chosenOptions, chosenSubject, offerLosses, offerSubjects, whoForLink } from './choice.ts';
import { element, found } from './element.ts';
import { showExplanation } from './explanation.ts';
import { Judge } from './judge-client.ts';
import { toHash } from './link.ts';
import type { Result } from './messages.ts';
import { OneVector } from './one-vector.ts';
import { showTable } from './table.ts';

const judge = new Judge();
const oneVector = new OneVector(judge, setRunning);
const run = found('run', HTMLButtonElement);
const stop = found('stop', HTMLButtonElement);
const status = found('status', HTMLElement);
const split = found('split', HTMLInputElement);
const download = found('download', HTMLButtonElement);

let verdicts: Verdict[] = [];
let result: Result | undefined;
let drawing = false;

const cases = new Cases(async (verdict) => {
  const text = await judge.explain(verdict.address);
  const link = toHash({ address: verdict.address, ...whoForLink() });
  const body = showExplanation(`${explainVerdict('the subject', verdict)}\n${text}`);
  body.append(element('p', {}, element('a', { href: link }, 'Link to this vector')));
  return body;
});

/** Once a frame, however many verdicts come. */
function draw(): void {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    const list = rows({ verdicts, expected: new Set() });
    for (const id of ['table', 'vectors']) found(id, HTMLElement).hidden = verdicts.length === 0;
    showTable(found('table', HTMLTableElement), list, split.checked);
    found('counts', HTMLElement).textContent = closingLine(list);
    cases.show(verdicts);
  });
}

async function examine(): Promise<void> {
  const subject = chosenSubject();
  found('results', HTMLElement).hidden = false;
  if (typeof subject === 'string') {
    status.textContent = subject;
    return;
  }
  verdicts = [];
  result = undefined;
  found('remarks', HTMLElement).replaceChildren();
  setRunning(true);
  status.textContent = `Asking ${subject.name} …`;
  draw();
  result = await judge.examine(subject, chosenOptions(), (more) => {
    verdicts.push(...more);
    draw();
  });
  setRunning(false);
  showResult(result, subject.name);
  draw();
}

function setRunning(running: boolean): void {
  run.disabled = running;
  oneVector.mayAsk(!running);
  stop.disabled = !running;
  download.disabled = running;
  found('results', HTMLElement).setAttribute('aria-busy', String(running));
}

const ends: Readonly<Record<Result['exit'], string>> = {
  conforms: 'conforms',
  doesNotConform: 'does not conform',
  incomplete: 'was not asked everything',
  nothingRan: 'was asked nothing',
  subjectAtFault: 'did not start, or broke the protocol',
  usage: 'was asked what there is not',
  suiteAtFault: 'could not be judged',
};

function showResult({ exit, who, remarks }: Result, name: string): void {
  const kind = exit === 'conforms' ? 'good' : 'bad';
  status.replaceChildren(
    `${who ?? name} `,
    element('span', { class: kind }, ends[exit]),
    ` (exit code ${exits[exit]}).`,
  );
  found('remarks', HTMLElement).replaceChildren(...remarks.map((remark) => element('pre', {}, remark)));
}

function save(): void {
  if (!result) return;
  const file = new Blob([JSON.stringify(result.report, null, 1)], { type: 'application/json' });
  const address = URL.createObjectURL(file);
  element('a', { href: address, download: 'lossproof.json' }).click();
  URL.revokeObjectURL(address);
}

found('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  void examine();
});
// A browser shows what is wrong with a field only where the field is to be seen.
found('more', HTMLDetailsElement).addEventListener(
  'invalid',
  () => found('more', HTMLDetailsElement).setAttribute('open', ''),
  true,
);
stop.addEventListener('click', () => judge.stop());
split.addEventListener('change', draw);
download.addEventListener('click', save);
addEventListener('hashchange', () => void oneVector.show());

await Promise.all([offerSubjects(), offerLosses()]);
await oneVector.show();
