const sameForAll = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The headers of every response that is not the page. */
export const securityHeaders: Readonly<Record<string, string>> = buildSecurityHeaders([]);

/** The policy of a page without the built one's scripts: it runs one script, which has this nonce. */
export function allowScript(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'unsafe-inline'",
    // The icon of the page.
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Allows images of these origins: avatars at the configured forges. */
export function buildSecurityHeaders(imageOrigins: readonly string[]): Record<string, string> {
  const directives = [
    "default-src 'self'",
    "script-src 'self'",
    // The diff viewer writes style elements.
    "style-src 'self' 'unsafe-inline'",
    ["img-src 'self' data:", ...imageOrigins].join(' '),
    "worker-src 'self' blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return { ...sameForAll, 'content-security-policy': directives.join('; ') };
}
