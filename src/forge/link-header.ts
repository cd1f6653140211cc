/** The address of the next page that a `Link` header names. */
export function findNextUrl(header: string | null, url: string): string | undefined {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    const isNext = /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)/i.test(parameters);
    if (isNext && URL.canParse(target, url)) return new URL(target, url).href;
  }
  return undefined;
}
