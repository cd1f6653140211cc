const format = new Intl.NumberFormat('en');

/** `12,345` */
export const number = (count: number) => format.format(count);

/** `1 file`, `2 files` */
export const plural = (count: number, one: string, many: string) =>
  `${number(count)} ${count === 1 ? one : many}`;
