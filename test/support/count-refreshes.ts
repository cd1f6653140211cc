import { type AfterpushProcess, adminToken } from './afterpush-process.ts';

/** How many rows the server has refreshed so far. */
export async function countRefreshes(server: AfterpushProcess): Promise<number> {
  const response = await fetch(`${server.url}/metrics`, {
    headers: { authorization: `Bearer ${adminToken}` },
  });
  const text = await response.text();
  const pattern = /^afterpush_refreshes_total\{[^}]*outcome="refreshed"[^}]*\} (\d+)/gm;
  return [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);
}
