import type { BrowserContext } from 'playwright-core';
import { pageSecretKey } from '../../src/contract/page-session.ts';
import { type AfterpushProcess, adminToken } from './afterpush-process.ts';

/** Signs a browser profile in without loading the page: the cookie, and the secret of its storage. */
export async function signIn(context: BrowserContext, server: AfterpushProcess): Promise<void> {
  const response = await context.request.post(`${server.url}/api/v1/sessions`, {
    data: { token: adminToken },
  });
  if (response.status() !== 201) throw new Error(`the login failed: ${response.status()}`);
  const { page_secret: secret } = (await response.json()) as { page_secret: string };
  const { origin } = new URL(server.url);
  const entry = JSON.stringify([origin, pageSecretKey, secret]);
  await context.addInitScript(`{
    const [origin, key, secret] = ${entry};
    if (location.origin === origin && !localStorage.getItem(key)) localStorage.setItem(key, secret);
  }`);
}
