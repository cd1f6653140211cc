const exact = 100;
const start = 80;
const wordStart = 60;
const inside = 40;
/** A letter skipped costs one point, so a far-fetched match stays below every other. */
const scattered = 30;
/** Wider, and letters that follow each other by chance would count as a match. */
const widestSpan = 3;

/** How well a word of the query fits a text, both in lower case; 0 when it does not. */
export function toMatchScore(word: string, text: string): number {
  const at = text.indexOf(word);
  if (at === -1) return toScatteredScore(word, text);
  if (text.length === word.length) return exact;
  if (at === 0) return start;
  return hasWordStart(word, text, at) ? wordStart : inside;
}

function hasWordStart(word: string, text: string, first: number): boolean {
  for (let at = first; at !== -1; at = text.indexOf(word, at + 1)) {
    if (isWordStart(text, at)) return true;
  }
  return false;
}

function isWordStart(text: string, at: number): boolean {
  return !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
}

/** The letters in their order with others between, from the start of a word: `lgtst` in `login test`. */
function toScatteredScore(word: string, text: string): number {
  if (word.length < 3) return 0;
  let best = 0;
  const letter = word[0] ?? '';
  for (let first = text.indexOf(letter); first !== -1; first = text.indexOf(letter, first + 1)) {
    if (isWordStart(text, first)) best = Math.max(best, toScoreFrom(first, word, text));
  }
  return best;
}

function toScoreFrom(first: number, word: string, text: string): number {
  let at = first;
  for (const letter of word.slice(1)) {
    at = text.indexOf(letter, at + 1);
    if (at === -1) return 0;
  }
  const span = at - first + 1;
  return span > widestSpan * word.length ? 0 : Math.max(1, scattered - (span - word.length));
}
