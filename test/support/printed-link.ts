import type { AfterpushProcess } from './afterpush-process.ts';

/** What `serve` prints for a person to follow: it logs the browser in. */
export function findPrintedLink(server: AfterpushProcess): string {
  const link = /^open (\S+)/m.exec(server.output())?.[1];
  if (link === undefined) throw new Error(`no link was printed: ${server.output()}`);
  return link;
}
