import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MarkdownNode } from './markdown-nodes.ts';
import { parseMarkdown } from './parse-markdown.ts';

const parse = (text: string): MarkdownNode[] => parseMarkdown(text) ?? [];

/** Every node, with those inside others. */
function listAll(nodes: readonly MarkdownNode[]): MarkdownNode[] {
  return nodes.flatMap((node) => ('children' in node ? [node, ...listAll(node.children)] : [node]));
}

const readText = (nodes: readonly MarkdownNode[]): string =>
  listAll(nodes)
    .map((node) => ('text' in node ? node.text : ''))
    .join('');

/** Addresses that a browser would follow or request. */
function listAddresses(text: string): { kind: string; address: string }[] {
  return listAll(parse(text)).flatMap((node) =>
    node.kind === 'link' || node.kind === 'image'
      ? [{ kind: node.kind, address: node.address }]
      : [],
  );
}

/** Texts that mean harm, and what a forge or a browser was once made to do with them. */
const hostileTexts = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<img src="https://evil.test/x.png" onerror="alert(1)">',
  '<svg onload=alert(1)><circle/></svg>',
  '<iframe src="https://evil.test"></iframe>',
  '<style>*{background:url(https://evil.test/a)}</style>',
  '<link rel=stylesheet href=https://evil.test/a.css>',
  '<base href="https://evil.test/">',
  '<form action="https://evil.test"><input name=a><button>Go</button></form>',
  '<a href="javascript:alert(1)">click</a>',
  '<meta http-equiv="refresh" content="0;url=https://evil.test">',
  '<math><mtext><script>alert(1)</script></mtext></math>',
  '[click](javascript:alert(1))',
  '[click](JaVaScRiPt:alert(1))',
  '[click](java\nscript:alert(1))',
  '[click](&#106;avascript:alert(1))',
  '[click](&Tab;javascript:alert(1))',
  '[click](vbscript:msgbox(1))',
  '[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[click](file:///etc/passwd)',
  '[click]( \u0001javascript:alert(1))',
  '<javascript:alert(1)>',
  '![x](javascript:alert(1))',
  '![x](data:image/svg+xml;base64,PHN2Zy8+)',
  '![x](//evil.test/x.png)',
  '![x](\\\\evil.test\\x.png)',
  '[a]: javascript:alert(1)\n\n[a]',
  '[![x](javascript:alert(1))](javascript:alert(2))',
  '<!-- <script>alert(1)</script>',
  '<<script>script>alert(1)<</script>/script>',
  '`<img src=x onerror=alert(1)>`',
  '```html\n<script>alert(1)</script>\n```',
  '| <script>alert(1)</script> |\n| - |\n| [x](javascript:alert(1)) |',
];

describe('a Markdown text', () => {
  test('is parsed into its parts', () => {
    const nodes = parse(
      '## Why\n\nThe *login* `waits`, see [it](https://a.test).\n\n- [x] one\n- [ ] two',
    );
    expect(nodes).toMatchObject([
      { kind: 'heading', level: 2, children: [{ text: 'Why' }] },
      {
        kind: 'element',
        tag: 'p',
        children: [
          { text: 'The ' },
          { tag: 'em' },
          { text: ' ' },
          { kind: 'code', text: 'waits' },
          { text: ', see ' },
          { kind: 'link', address: 'https://a.test' },
          { text: '.' },
        ],
      },
      {
        kind: 'element',
        tag: 'ul',
        children: [
          { tag: 'li', children: [{ kind: 'task', done: true }, { text: 'one' }] },
          { tag: 'li', children: [{ kind: 'task', done: false }, { text: 'two' }] },
        ],
      },
    ]);
  });

  test('has tables with the alignment of their columns', () => {
    const cells = listAll(parse('| a | b |\n| :-: | --: |\n| 1 | 2 |')).filter(
      ({ kind }) => kind === 'cell',
    );
    expect(cells).toMatchObject([
      { tag: 'th', align: 'center' },
      { tag: 'th', align: 'right' },
      { tag: 'td', align: 'center' },
      { tag: 'td', align: 'right' },
    ]);
  });

  test('links addresses and mail, and names of files it does not', () => {
    expect(listAddresses('See https://a.test/x and ada@a.test, not index.rs.')).toEqual([
      { kind: 'link', address: 'https://a.test/x' },
      { kind: 'link', address: 'mailto:ada@a.test' },
    ]);
  });

  test('marks who is mentioned, but no address or package', () => {
    const names = listAll(parse('@ada and @bob-x, not a@b, @scope/name or `@code`')).flatMap(
      (node) => (node.kind === 'mention' ? node.name : []),
    );
    expect(names).toEqual(['ada', 'bob-x']);
  });

  test('keeps the text of HTML, its breaks and its images, and nothing else of it', () => {
    const html =
      '<details><summary>More &amp; more</summary>\n\nText<br>here<!-- not this -->\n\n</details>';
    expect(readText(parse(html)).replaceAll(/\s+/g, ' ')).toBe('More & moreTexthere');
    expect(listAll(parse(html)).some(({ kind }) => kind === 'line_break')).toBe(true);
    expect(listAll(parse('<img alt="A cat" src="https://a.test/cat.png" width="3">'))).toEqual([
      { kind: 'image', address: 'https://a.test/cat.png', alt: 'A cat' },
    ]);
  });

  test('places an image of a link before it', () => {
    expect(listAddresses('[![build](https://a.test/b.svg)](https://a.test/run)')).toEqual([
      { kind: 'image', address: 'https://a.test/b.svg' },
      { kind: 'link', address: 'https://a.test/run' },
    ]);
  });

  test('is shown as text when it has too many parts', () => {
    expect(parseMarkdown('- a\n'.repeat(20_000))).toBeUndefined();
  });
});

const isHarmless = ({ kind, address }: { kind: string; address: string }) =>
  ['http:', 'https:', ...(kind === 'link' ? ['mailto:'] : [])].includes(new URL(address).protocol);

describe('a hostile Markdown text', () => {
  test.each(hostileTexts)('leads nowhere but to the web: %s', (text) => {
    for (const found of listAddresses(text)) expect(found).toSatisfy(isHarmless);
  });

  test('leads nowhere but to the web, however it is put together', () => {
    const part = fc.oneof(
      fc.constantFrom(...hostileTexts),
      fc.constantFrom('\n', '\n\n', '> ', '- ', '[', '](', ')', '<', '>', '`', '*', '|', '&#x0a;'),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        for (const found of listAddresses(parts.join(''))) expect(found).toSatisfy(isHarmless);
      }),
      { numRuns: 2_000, seed: 7 },
    );
  });
});
