// Control characters, line separators and bidirectional controls.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Makes one line of a forge's text: without control characters, at most `limit` characters long. */
export function toPlainText(text: string, limit: number): string {
  const line = text
    .slice(0, limit * 4)
    .replace(unprintable, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : line;
}

// The same, except for tabs and line breaks.
const unprintableInLines =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Cleans a forge's text of several lines, and cuts it to at most `limit` characters. */
export function toPlainLines(text: string, limit: number): { text: string; isCut: boolean } {
  const lines = text
    .slice(0, limit + 1)
    .replaceAll('\r\n', '\n')
    .replace(unprintableInLines, ' ');
  const isCut = text.length > limit;
  // Not between the halves of a surrogate pair.
  const kept = isCut ? lines.slice(0, limit).replace(/[\ud800-\udbff]$/, '') : lines;
  return { text: kept.trimEnd(), isCut };
}

/** Encodes a path segment or query value. `encodeURIComponent` throws on unpaired surrogates. */
export function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

/** Encodes everything but the slashes of a branch or path. */
export function encodePath(path: string): string {
  // A `..` segment would lead to another page.
  if (/(^|\/)\.{1,2}(\/|$)/.test(path)) return encode(path);
  return path.split('/').map(encode).join('/');
}

/** Whether it is a complete commit hash, and not the all-zeros placeholder. */
export function isCommitSha(text: string): boolean {
  return /^(?!0+$)[0-9a-f]{40}(?:[0-9a-f]{24})?$/i.test(text);
}

const prefix = 'refs/heads/';

/** `main` for `refs/heads/main`; undefined for any other ref. */
export function parseBranchRef(ref: string | undefined): string | undefined {
  const isBranch = ref !== undefined && ref.startsWith(prefix) && ref.length > prefix.length;
  return isBranch ? ref.slice(prefix.length) : undefined;
}

/** `refs/heads/main` for `main`. */
export function toBranchRef(branch: string): string {
  return `${prefix}${branch}`;
}
