/**
 * Splits a unified diff into the patch of each file, in order. A file without hunks (a pure
 * rename, a binary) has none. Hunk lines start with a space, a sign or a backslash, so a line that
 * starts with `diff --git` is always a header.
 */
export function splitPatches(diff: string): (string | undefined)[] {
  const sections = diff.split(/^diff --git /m).slice(1);
  return sections.map((section) => {
    const hunks = section.indexOf('\n@@ ');
    return hunks === -1 ? undefined : section.slice(hunks + 1).replace(/\n$/, '');
  });
}
