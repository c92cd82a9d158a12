/** A hook for import: what a module with ?fresh=… in its address imports of the reference is loaded anew as well. */
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  const fresh = /[?&]fresh=\d+/.exec(context.parentURL ?? '')?.[0];
  if (fresh === undefined || !/\/reference\/[^?]*$/.test(found.url)) return found;
  return { ...found, url: `${found.url}?${fresh.slice(1)}` };
}
