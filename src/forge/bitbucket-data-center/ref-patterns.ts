/** The matching takes quadratic time. */
const longestText = 300;
const branchPrefix = 'refs/heads/';

/** Whether a branch matches; null for types that depend on the branching model, and for long patterns. */
export function isMatchingRef(
  branch: string,
  { type, id }: { type: string; id: string },
): boolean | null {
  const ref = `${branchPrefix}${branch}`;
  switch (type) {
    case 'ANY_REF':
    case 'ANY_REF_MATCHER_ID':
      return true;
    case 'BRANCH':
      return ref === id || branch === id;
    case 'PATTERN':
      return ref.length + id.length > longestText ? null : isMatchingPattern(ref, id);
    default:
      return null;
  }
}

/**
 * Bitbucket's patterns match the end of a ref by segments: `*` and `?` within one segment, `**` any
 * number of them. A pattern that ends with a slash matches everything below.
 */
export function isMatchingPattern(ref: string, pattern: string): boolean {
  const complete = pattern.endsWith('/') ? `${pattern}**` : pattern;
  const segments = ['**', ...complete.split('/').filter((segment) => segment !== '')];
  return matchAll(ref.split('/'), segments, isMatchingSegments, '**');
}

function isMatchingSegments(segment: string, pattern: string): boolean {
  return matchAll(segment.split(''), pattern.split(''), isSameCharacter, '*');
}

function isSameCharacter(character: string, pattern: string): boolean {
  return pattern === '?' || character === pattern;
}

/** Whether the items match the patterns, of which `any` matches any number of items. */
function matchAll<Item>(
  items: readonly Item[],
  patterns: readonly string[],
  isSame: (item: Item, pattern: string) => boolean,
  any: string,
): boolean {
  let item = 0;
  let pattern = 0;
  let resume: { item: number; pattern: number } | undefined;
  while (item < items.length) {
    const expected = patterns[pattern];
    const current = items[item];
    if (expected === any) {
      resume = { item, pattern };
      pattern += 1;
    } else if (expected !== undefined && current !== undefined && isSame(current, expected)) {
      item += 1;
      pattern += 1;
    } else if (resume) {
      resume = { ...resume, item: resume.item + 1 };
      item = resume.item;
      pattern = resume.pattern + 1;
    } else {
      return false;
    }
  }
  return patterns.slice(pattern).every((one) => one === any);
}
