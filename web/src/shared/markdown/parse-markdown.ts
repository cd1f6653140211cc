import MarkdownIt, { type Token } from 'markdown-it';
import {
  type CellAlign,
  findTag,
  type MarkdownNode,
  parseImageAddress,
  parseLinkAddress,
} from './markdown-nodes.ts';
import { parseHtml } from './parse-html.ts';

// HTML is recognized so that it can be left out; `parseHtml` keeps its text.
const parser = new MarkdownIt({ html: true, linkify: true, breaks: true });
// Otherwise `index.rs` would be a link: every country has a domain.
parser.linkify.set({ fuzzyLink: false });

/** More would take long to draw, and no person writes them. */
const mostNodes = 20_000;

/** Undefined for a text that has too many parts to be shown as more than text. */
export function parseMarkdown(text: string): MarkdownNode[] | undefined {
  const tokens = parser.parse(text, {});
  const count = tokens.reduce((sum, { children }) => sum + 1 + (children?.length ?? 0), 0);
  return count > mostNodes ? undefined : buildNodes(tokens);
}

interface Level {
  open: Token | undefined;
  nodes: MarkdownNode[];
}

function buildNodes(tokens: readonly Token[]): MarkdownNode[] {
  const root: Level = { open: undefined, nodes: [] };
  const levels = [root];
  for (const token of tokens) {
    const level = levels.at(-1) ?? root;
    if (token.nesting === 1) levels.push({ open: token, nodes: [] });
    else if (token.nesting === 0) level.nodes.push(...buildLeaf(token));
    else if (levels.length > 1) {
      levels.pop();
      const outer = levels.at(-1) ?? root;
      if (level.open) outer.nodes.push(...closeElement(level.open, level.nodes));
    }
  }
  return root.nodes;
}

function buildLeaf(token: Token): MarkdownNode[] {
  const { content } = token;
  switch (token.type) {
    case 'inline':
      return buildNodes(token.children ?? []);
    case 'text':
      return splitMentions(content);
    case 'code_inline':
      return [{ kind: 'code', text: content }];
    case 'fence':
    case 'code_block':
      return [{ kind: 'block_code', text: content, language: findLanguage(token.info) }];
    case 'softbreak':
    case 'hardbreak':
      return [{ kind: 'line_break' }];
    case 'hr':
      return [{ kind: 'rule' }];
    case 'image': {
      const address = parseImageAddress(readAttribute(token, 'src'));
      return address === undefined
        ? [{ kind: 'text', text: content }]
        : [{ kind: 'image', address, alt: content }];
    }
    case 'html_inline':
    case 'html_block':
      return parseHtml(content);
    default:
      return [{ kind: 'text', text: content }];
  }
}

function readAttribute(token: Token, name: string): string {
  return String(token.attrGet(name) ?? '');
}

function findLanguage(info: string): string {
  return info.trim().split(/\s/, 1)[0]?.toLowerCase() ?? '';
}

function closeElement(open: Token, children: MarkdownNode[]): MarkdownNode[] {
  // The paragraphs of a list whose items follow each other without an empty line.
  if (open.hidden) return children;
  switch (open.type) {
    case 'heading_open':
      return [{ kind: 'heading', level: Number(open.tag.slice(1)), children }];
    case 'ordered_list_open':
      return [{ kind: 'ordered_list', start: Number(open.attrGet('start') ?? 1), children }];
    case 'th_open':
    case 'td_open': {
      const tag = open.type === 'th_open' ? 'th' : 'td';
      return [{ kind: 'cell', tag, align: findAlign(readAttribute(open, 'style')), children }];
    }
    case 'link_open':
      return buildLink(open, children);
    case 'list_item_open':
      return [{ kind: 'element', tag: 'li', children: withTask(withoutHeadings(children)) }];
    case 'blockquote_open':
      return [{ kind: 'element', tag: 'blockquote', children: withoutHeadings(children) }];
    default: {
      const tag = findTag(open.tag);
      return tag === undefined ? children : [{ kind: 'element', tag, children }];
    }
  }
}

function findAlign(style: string): CellAlign {
  const [, align] = /^text-align:(left|center|right)$/.exec(style) ?? [];
  return align as CellAlign;
}

/** An image in a link stands before it, because each has another function. */
function buildLink(open: Token, children: MarkdownNode[]): MarkdownNode[] {
  const address = parseLinkAddress(readAttribute(open, 'href'));
  if (address === undefined) return children;
  const images = children.filter((child) => child.kind === 'image');
  if (images.length === 0) return [{ kind: 'link', address, children }];
  const named = children.map((child): MarkdownNode => {
    return child.kind === 'image' ? { kind: 'text', text: child.alt || address } : child;
  });
  return [...images, { kind: 'text', text: ' ' }, { kind: 'link', address, children: named }];
}

/** A heading inside a quote or a list is no part of the outline. */
function withoutHeadings(children: MarkdownNode[]): MarkdownNode[] {
  return children.map((child) => {
    if (child.kind !== 'heading') return child;
    const strong = { kind: 'element', tag: 'strong', children: child.children } as const;
    return { kind: 'element', tag: 'p', children: [strong] };
  });
}

/** `[ ] ` or `[x] ` at the start of an item. */
function withTask(children: MarkdownNode[]): MarkdownNode[] {
  const [first, ...rest] = children;
  if (first?.kind === 'element' && first.tag === 'p') {
    return [{ ...first, children: withTask(first.children) }, ...rest];
  }
  const [mark, done] = (first?.kind === 'text' && /^\[([ xX])\] /.exec(first.text)) || [];
  if (mark === undefined || first?.kind !== 'text') return children;
  const text = first.text.slice(mark.length);
  return [{ kind: 'task', done: done !== ' ' }, { kind: 'text', text }, ...rest];
}

const mention = /(?<![\w@/.-])@([A-Za-z0-9][A-Za-z0-9-]{0,38})(?![\w@/])/g;

function splitMentions(text: string): MarkdownNode[] {
  const nodes: MarkdownNode[] = [];
  let at = 0;
  for (const { index, 0: found, 1: name = '' } of text.matchAll(mention)) {
    if (index > at) nodes.push({ kind: 'text', text: text.slice(at, index) });
    nodes.push({ kind: 'mention', name });
    at = index + found.length;
  }
  if (at < text.length) nodes.push({ kind: 'text', text: text.slice(at) });
  return nodes;
}
