/** Text of others as one harmless line: no control characters, no direction marks, bounded. */
export function toOneLine(text: string, longest = 300): string {
  const line = text
    // Escape sequences go whole: their letters would stay behind as rubbish.
    .replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?/gs, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Bidi_Control}/gu, '')
    .trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
