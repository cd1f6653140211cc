const format = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `64`, `2.1k`, `1.3m`: fits a narrow column. The exact number belongs on hover. */
export function toCompactNumber(value: number): string {
  return format.format(value).toLowerCase();
}
