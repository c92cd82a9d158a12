/** Links that lead to one vector: #loss/vector/dtype, and who is asked. */

export interface Link {
  readonly address: string;
  /** The name of a subject that comes with the page. */
  readonly subject?: string;
  /** The address of a visitor's module. */
  readonly module?: string;
}

export function toHash({ address, ...who }: Link): string {
  const query = new URLSearchParams({ ...who }).toString();
  return `#${encodeURI(address)}${query === '' ? '' : `?${query}`}`;
}

/** @returns nothing where it leads to no vector */
export function fromHash(hash: string): Link | undefined {
  const [address = '', query = ''] = hash.replace(/^#/, '').split('?');
  if (!address.includes('/')) return undefined;
  const who = new URLSearchParams(query);
  const [subject, module] = [who.get('subject'), who.get('module')];
  return { address: decoded(address), ...(subject ? { subject } : {}), ...(module ? { module } : {}) };
}

function decoded(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
