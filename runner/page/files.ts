/** What spec/files.ts is in a browser: the same files by the same paths, fetched from the server when they are first read. */

/** Waits for the answer, as a worker may: whoever reads files need not know where they come from. */
function fetchText(path: string): string {
  const request = new XMLHttpRequest();
  request.open('GET', new URL(`../../${path}`, import.meta.url), false);
  request.send();
  if (request.status === 200) return request.responseText;
  throw Object.assign(new Error(`the server has no ${path}`), { code: 'ENOENT', path });
}

let listed: readonly string[] | undefined;

/** A server lists no folders, so the package holds a list. */
function list(): readonly string[] {
  listed ??= JSON.parse(fetchText('runner/page/files.json')) as readonly string[];
  return listed;
}

/** @throws an Error with code ENOENT and the path when there is no such file */
export const readText = fetchText;

/** The names of the files in a folder, in their order. */
export const filesIn = (folder: string): readonly string[] =>
  list()
    .filter((path) => path.startsWith(folder) && !path.slice(folder.length).includes('/'))
    .map((path) => path.slice(folder.length))
    .sort();
