// Control characters, line separators, and the marks that turn the direction of what follows.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Text of a forge, fit for one line: control characters removed, cut after `limit` characters. */
export function toPlainText(text: string, limit: number): string {
  const line = text
    .slice(0, limit * 4)
    .replace(unprintable, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : line;
}

/** Any text as one part of a path or query; half a surrogate pair would make the built-in throw. */
export function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

/** The slashes of a branch are part of the path, everything else of its name is data. */
export function encodePath(path: string): string {
  // As a part of its own, `..` would lead to another page.
  if (/(^|\/)\.{1,2}(\/|$)/.test(path)) return encode(path);
  return path.split('/').map(encode).join('/');
}

/** Whether it names a commit whole, and not the absence of one by zeros. */
export function isCommitSha(text: string): boolean {
  return /^(?!0+$)[0-9a-f]{40}(?:[0-9a-f]{24})?$/i.test(text);
}

const prefix = 'refs/heads/';

/** `main` of `refs/heads/main`; undefined for a tag or anything else that is no branch. */
export function parseBranchRef(ref: string | undefined): string | undefined {
  const isBranch = ref !== undefined && ref.startsWith(prefix) && ref.length > prefix.length;
  return isBranch ? ref.slice(prefix.length) : undefined;
}

/** `refs/heads/main` of `main`. */
export function toBranchRef(branch: string): string {
  return `${prefix}${branch}`;
}
