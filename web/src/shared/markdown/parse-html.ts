import { type MarkdownNode, parseImageAddress } from './markdown-nodes.ts';

/** Elements whose content is not text for a reader. */
const unreadable = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'object', 'svg']);

/**
 * The text of HTML, with its line breaks and images; no tag and no other attribute of it remains. Comments
 * are left out, as forges do. Takes linear time, whatever is not closed.
 */
export function parseHtml(html: string): MarkdownNode[] {
  const nodes: MarkdownNode[] = [];
  const addText = (text: string) => {
    if (text.trim() !== '') nodes.push({ kind: 'text', text: decodeEntities(text) });
  };
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    addText(html.slice(at, open === -1 ? html.length : open));
    if (open === -1) break;
    if (html.startsWith('<!--', open)) {
      at = findEnd(html, '-->', open + 4);
      continue;
    }
    const end = findEnd(html, '>', open);
    const tag = html.slice(open + 1, end - 1);
    const name = /^[a-z][a-z0-9]*/i.exec(tag)?.[0].toLowerCase() ?? '';
    nodes.push(...buildNodes(name, tag));
    at = unreadable.has(name) ? findEnd(html.toLowerCase(), `</${name}`, end) : end;
  }
  return nodes;
}

function findEnd(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + mark.length;
}

function buildNodes(name: string, tag: string): MarkdownNode[] {
  if (name === 'br') return [{ kind: 'line_break' }];
  if (name !== 'img') return [];
  const alt = findAttribute(tag, 'alt');
  const address = parseImageAddress(findAttribute(tag, 'src'));
  return address === undefined ? [{ kind: 'text', text: alt }] : [{ kind: 'image', address, alt }];
}

function findAttribute(tag: string, name: 'src' | 'alt'): string {
  const pattern = name === 'src' ? /\ssrc="([^"]{0,2000})"/i : /\salt="([^"]{0,500})"/i;
  return decodeEntities(pattern.exec(tag)?.[1] ?? '');
}

const entities: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': '\u00a0',
  '&amp;': '&',
};

function decodeEntities(text: string): string {
  return text.replace(/&(?:lt|gt|quot|#39|nbsp|amp);/g, (entity) => entities[entity] ?? entity);
}
