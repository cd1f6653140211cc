// Read by pattern, not by a URL parser: git has its own, and where the two disagree about the host
// a token would go astray. What both read alike is accepted, everything else is not.
const plainForm =
  /^(https?):\/\/(?:[^@/\\?#\s]*@)?([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(\/[^\\?#\s]*)?$/i;

/**
 * Whether git's question for a credential is about the server at `webBaseUrl` (S10): same scheme,
 * host and port, at or below its path.
 */
export function isCredentialUrl(url: string, webBaseUrl: string): boolean {
  const [, scheme = '', host = '', port, path = ''] = plainForm.exec(url) ?? [];
  const base = new URL(webBaseUrl);
  const byDefault = base.protocol === 'https:' ? 443 : 80;
  return (
    `${scheme.toLowerCase()}:` === base.protocol &&
    host.toLowerCase() === base.hostname &&
    Number(port ?? byDefault) === Number(base.port || byDefault) &&
    isBelow(path, base.pathname.replace(/\/+$/, ''))
  );
}

function isBelow(path: string, basePath: string): boolean {
  if (basePath === '') return true;
  const hasDots = /(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path);
  return !hasDots && (path === basePath || path.startsWith(`${basePath}/`));
}
