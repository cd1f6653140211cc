export interface PlainPage {
  title: string;
  /** Paragraphs; escaped. */
  text: readonly string[];
  script?: { nonce: string; text: string };
}

const style = `
:root { color-scheme: light dark; --ink: #1c2024; --quiet: #60646c; --paper: #fcfcfd; --accent: #3451b2 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #edeef0; --quiet: #b0b4ba; --paper: #18191b; --accent: #9eb1ff }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper);
  color: var(--ink); font: 15px/1.6 system-ui, sans-serif }
main { max-width: 26rem; padding: 2rem }
h1 { margin: 0 0 .5rem; font-size: 1.25rem; font-weight: 600 }
p { margin: .5rem 0; color: var(--quiet) }
code { font: .9em ui-monospace, monospace; color: var(--ink) }
a { color: var(--accent) }`;

/** A page that does not need the built one. Text between backticks is shown as code. */
export function renderPlainPage({ title, text, script }: PlainPage): string {
  const paragraphs = text.map((paragraph) => `<p>${toHtml(paragraph)}</p>`).join('\n');
  const running = script ? `<script nonce="${toHtml(script.nonce)}">${script.text}</script>` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<title>${toHtml(title)} - Afterpush</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${toHtml(title)}</h1>
${paragraphs}
${running}
</main>
</body>
</html>
`;
}

function toHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/`([^`]+)`/g, '<code>$1</code>');
}
