/** What a Markdown text consists of. There is no node that could hold HTML, a script or a style. */
export type MarkdownNode =
  | { kind: 'text'; text: string }
  | { kind: 'element'; tag: MarkdownTag; children: MarkdownNode[] }
  | { kind: 'heading'; level: number; children: MarkdownNode[] }
  | { kind: 'ordered_list'; start: number; children: MarkdownNode[] }
  | { kind: 'cell'; tag: 'th' | 'td'; align: CellAlign; children: MarkdownNode[] }
  /** Only to http, https and mailto. */
  | { kind: 'link'; address: string; children: MarkdownNode[] }
  /** Only from http and https; not loaded without consent. */
  | { kind: 'image'; address: string; alt: string }
  | { kind: 'code'; text: string }
  | { kind: 'block_code'; text: string; language: string }
  | { kind: 'mention'; name: string }
  | { kind: 'task'; done: boolean }
  | { kind: 'line_break' }
  | { kind: 'rule' };

export type CellAlign = 'left' | 'center' | 'right' | undefined;

const tags = [
  'p',
  'em',
  'strong',
  's',
  'blockquote',
  'ul',
  'li',
  'table',
  'thead',
  'tbody',
  'tr',
] as const;
export type MarkdownTag = (typeof tags)[number];

export function findTag(tag: string): MarkdownTag | undefined {
  return tags.find((known) => known === tag);
}

/** An address that a link may lead to. */
export function parseLinkAddress(text: string): string | undefined {
  return /^(?:https?:\/\/|mailto:)/i.test(text) && URL.canParse(text) ? text : undefined;
}

/** An address that an image may come from, if the reader agrees. */
export function parseImageAddress(text: string): string | undefined {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? text : undefined;
}
