import { isLoopback } from '../http/server/request-guard.ts';
import type { Logger } from '../platform/logger.ts';
import type { Config } from './config.ts';

/** Warns about a server that other machines reach, but not over https or not by a known name. */
export function warnAboutExposure(
  { host, publicUrl }: Pick<Config, 'host' | 'publicUrl'>,
  logger: Pick<Logger, 'warn'>,
): void {
  const isLocal = publicUrl === undefined || isLoopback(new URL(publicUrl).hostname);
  if (isLoopback(host) && isLocal) return;
  if (publicUrl === undefined) {
    const advice = 'Set AFTERPUSH_PUBLIC_URL, so that requests for other names are refused.';
    logger.warn({ host }, `other machines can connect, and the public URL is not known. ${advice}`);
  }
  if (publicUrl?.startsWith('https:')) return;
  const advice =
    'Run a proxy with a certificate in front, and set AFTERPUSH_PUBLIC_URL to its https URL.';
  const message = `the server is reached over plain http: tokens can be read on the way. ${advice}`;
  logger.warn({ host, publicUrl }, message);
}
