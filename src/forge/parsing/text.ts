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
