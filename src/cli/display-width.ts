const segmenter = new Intl.Segmenter();
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const invisible = /^[\p{M}\p{Cf}]+$/u;

/** How many cells a terminal uses for a text without control characters. */
export function toDisplayWidth(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += toSegmentWidth(segment);
  return width;
}

/** Cuts a text to a width; what is cut off shows as an ellipsis. */
export function toWidth(text: string, width: number): string {
  if (toDisplayWidth(text) <= width) return text;
  let cut = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += toSegmentWidth(segment);
    if (used > width - 1) break;
    cut += segment;
  }
  return width > 0 ? `${cut}…` : '';
}

function toSegmentWidth(segment: string): number {
  if (invisible.test(segment)) return 0;
  return wide.test(segment) ? 2 : 1;
}
