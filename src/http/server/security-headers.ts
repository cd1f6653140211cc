const sameForAll = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** On every response, whatever it is. */
export const securityHeaders: Readonly<Record<string, string>> = toSecurityHeaders([]);

/** For a page that also shows images of these origins: avatars of forges that are configured on http. */
export function toSecurityHeaders(imageOrigins: readonly string[]): Record<string, string> {
  const directives = [
    "default-src 'self'",
    "script-src 'self'",
    // The diff viewer writes style elements.
    "style-src 'self' 'unsafe-inline'",
    ["img-src 'self' data: https:", ...imageOrigins].join(' '),
    "worker-src 'self' blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return { ...sameForAll, 'content-security-policy': directives.join('; ') };
}
