/**
 * The path below `webBaseUrl` of an address as people paste it, without leading slash, query,
 * fragment and trailing `),;.`; undefined for an address elsewhere.
 */
export function findPastedPath(text: string, webBaseUrl: string): string | undefined {
  const pasted = text.trim().replace(/[),;.]+$/, '');
  if (!URL.canParse(pasted)) return undefined;
  const url = new URL(pasted);
  const base = new URL(webBaseUrl);
  const prefix = base.pathname.replace(/\/+$/, '');
  if (url.origin !== base.origin || url.username || url.password) return undefined;
  return url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length + 1) : undefined;
}
