/** Compiles the WASM subject beside its sources, as often as these change: once for plain SIMD, once for relaxed. */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isStamped, printOf, stamp } from '../../checkout.mjs';

const folder = new URL('./', import.meta.url);
const MADE_FROM = new URL('.made-from', folder);

/** The adapter prefers the relaxed build where the engine understands it. */
export const BUILDS = [
  { file: 'kernels.wasm', device: 'SIMD', enables: ['simd'] },
  { file: 'kernels.relaxed.wasm', device: 'relaxed SIMD', enables: ['simd', 'relaxed-simd'] },
];
/** Fast code first; a module without a runtime of its own, whose memory grows as heap.ts says. */
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub'];
/** That embedders cannot hand over four numbers at a time; none of ours does. */
const QUIET = ['--disableWarning', '112'];

const inFolder = (name) => readdirSync(new URL(name, folder)).map((file) => `${name}${file}`);

/** Paths from the root, as the stamp has them. */
function ingredients() {
  const sources = [...inFolder('./'), ...inFolder('losses/')].filter((file) => /\.(ts|json|mjs)$/.test(file));
  return [...sources.map((file) => `runner/subjects/wasm/${file}`), 'node_modules/assemblyscript/package.json'];
}

/**
 * Leaves no build behind that is older than the sources.
 *
 * @returns what the compiler has to say against them; nothing when all is well
 */
export async function compile() {
  const takePrint = () => printOf(ingredients());
  if (isStamped(MADE_FROM, takePrint) && BUILDS.every(({ file }) => readdirSync(folder).includes(file))) return '';
  const print = takePrint();
  const made = [];
  const entries = ['subject.ts', ...inFolder('losses/')];
  for (const build of BUILDS) made.push(await assemble(entries, build));
  const complaints = made.map(({ said }) => said).join('');
  for (const { file, bytes } of made) {
    if (complaints === '') replace(new URL(file, folder), bytes);
    else rmSync(new URL(file, folder), { force: true });
  }
  if (complaints === '') stamp(MADE_FROM, print);
  return complaints;
}

/** At once, since others may be reading or writing it. */
function replace(file, bytes) {
  const beside = new URL(`${file.href}.${process.pid}`);
  writeFileSync(beside, bytes);
  renameSync(beside, file);
}

/** @param entries files of this folder whose exports the module is to have */
export async function assemble(entries, { file, device, enables }) {
  const { default: asc } = await import('assemblyscript/asc');
  const features = enables.flatMap((feature) => ['--enable', feature]);
  const options = [...OPTIONS, ...QUIET, ...features, '--baseDir', fileURLToPath(folder), '--outFile', file];
  let bytes;
  const { error, stderr } = await asc.main([...entries, ...options], {
    readFile: (name) => (name === 'hello.ts' ? introduction(device) : read(name)),
    writeFile: (_, contents) => {
      bytes = contents;
    },
    listFiles: () => [],
  });
  return { file, bytes, said: error ? `${error.message}\n${stderr}` : stderr.toString() };
}

/** AssemblyScript imports no JSON: hello.json becomes a function that returns where the text is. */
function introduction(device) {
  const text = JSON.stringify({ ...JSON.parse(read('hello.json')), device });
  return `export function hello(): usize { return memory.data<u8>([${[...Buffer.from(text)]}, 0]); }`;
}

/** The compiler tries several names for what is imported, and asks for null where there is none. */
function read(name) {
  try {
    return readFileSync(new URL(name, folder), 'utf8');
  } catch {
    return null;
  }
}
