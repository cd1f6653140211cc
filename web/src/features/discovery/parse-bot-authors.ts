const mostNames = 20;
const longestName = 100;

/** The accounts that a person typed, separated by commas or spaces, each once and without `@`. */
export function parseBotAuthors(
  text: string,
): { names: string[] } | { problem: BotAuthorsProblem } {
  const typed = text.split(/[\s,;]+/).map((name) => name.replace(/^@/, ''));
  const names = [...new Map(typed.filter(Boolean).map((name) => [toKey(name), name])).values()];
  if (names.length > mostNames) return { problem: 'too_many' };
  return names.every(isName) ? { names } : { problem: 'no_name' };
}

export type BotAuthorsProblem = 'too_many' | 'no_name';

function isName(name: string): boolean {
  return name.length <= longestName && /^[\x21-\x7e]+$/.test(name);
}

/** GitHub shows the account of an app with or without `[bot]`. */
function toKey(name: string): string {
  return name.toLowerCase().replace(/\[bot\]$/, '');
}
