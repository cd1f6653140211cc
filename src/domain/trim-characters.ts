// Loops instead of patterns: `/\/+$/` starts again at every slash, so that text of 64 KiB takes seconds.

/** Removes all of `characters` from the end. */
export function trimTrailing(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Removes all of `characters` from both ends. */
export function trimSurrounding(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text.charAt(start))) start += 1;
  return trimTrailing(text.slice(start), characters);
}
