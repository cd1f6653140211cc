import { createHash } from 'node:crypto';
import type { HttpResponse } from '../http/response.ts';

const style = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #1f2328; background: #fff; }
a { color: #0550ae; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { background: #f6f8fa; padding: 1rem; overflow-x: auto; border-radius: 6px; }
.state { border-radius: 1em; padding: .1em .7em; color: #fff; background: #59636e; }
.open { background: #1a7f37; } .merged { background: #8250df; } .closed { background: #cf222e; }
small { color: #59636e; }
pre span { display: block; min-height: 1.45em; }
.added { background: #dafbe1; } .removed { background: #ffebe9; } .hunk { color: #0550ae; }
.file { font-weight: 600; }
.comment { border-left: 3px solid #d0d7de; padding-left: 1rem; white-space: pre-wrap; }
.failed { color: #cf222e; } .passed { color: #1a7f37; }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117; } a { color: #58a6ff; } pre { background: #161b22; }
  small { color: #9198a1; }
  .added { background: #12261e; } .removed { background: #2d1214; } .hunk { color: #58a6ff; }
  .comment { border-color: #3d444d; } .failed { color: #f85149; } .passed { color: #3fb950; }
}
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** Sent with every page: only its own style and images may load, and no script may run. */
const securityHeaders = {
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** A complete page. */
export function htmlResponse(title: string, content: Html, status = 200): HttpResponse {
  const { markup } = html`<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${{ markup: style }}</style>
<main>${content}</main><p><small>The demo forge: real git, simulated people.</small></p></html>`;
  const contentType = 'text/html; charset=utf-8';
  return { status, contentType, body: markup, headers: securityHeaders };
}

/** An avatar with the initial of the account. */
export function buildAvatar(login: string, id: number): HttpResponse {
  const { markup } = html`<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"
viewBox="0 0 64 64"><rect width="64" height="64" fill="hsl(${(id * 47) % 360} 55% 42%)"/>
<text x="32" y="43" font-family="sans-serif" font-size="32" fill="#fff"
text-anchor="middle">${login.charAt(0).toUpperCase()}</text></svg>`;
  return { status: 200, contentType: 'image/svg+xml', body: markup, headers: securityHeaders };
}

/** Escaped markup. */
export interface Html {
  readonly markup: string;
}

type Value = string | number | Html | readonly Html[] | undefined;

/** Builds markup and escapes every value that is not markup. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { markup: parts.map((part, at) => part + renderValue(values[at])).join('') };
}

function renderValue(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'object') {
    return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
  }
  return String(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
