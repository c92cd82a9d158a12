/** Where a clause stands: on the page of its loss, or on the index when all losses share it. */
import { commonClauses } from '../spec/load.ts';
import { code, link } from './markdown.ts';

/** The file, in docs/losses/, of the index. */
export const INDEX = 'README.md';

const shared = commonClauses();

export const clauseLink = (id: string): string => link(code(id), `${shared.has(id) ? INDEX : ''}#${id}`);
