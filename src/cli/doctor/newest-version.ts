import type { Environment } from '../../platform/run-program.ts';

const timeoutMs = 3_000;

/** The newest release that the npm registry has; undefined when it does not say so in time. */
export async function findNewestVersion({
  npm_config_registry: registry,
}: Environment): Promise<string | undefined> {
  const base = (registry || 'https://registry.npmjs.org').replace(/\/$/, '');
  try {
    const response = await fetch(`${base}/afterpush/latest`, {
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/json' },
    });
    const body: unknown = response.ok ? await response.json() : undefined;
    const version =
      typeof body === 'object' && body !== null && 'version' in body ? body.version : undefined;
    return typeof version === 'string' && /^\d+\.\d+\.\d+/.test(version) ? version : undefined;
  } catch {
    return undefined;
  }
}
