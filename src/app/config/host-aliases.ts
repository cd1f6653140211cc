import type { HostAliases } from '../../forge/parsing/host-aliases.ts';
import { withoutWww } from '../../forge/parsing/urls.ts';
import type { ConfiguredForge } from './forges.ts';
import type { SettingErrors } from './settings.ts';

const aliasForm = /^[a-z0-9_][a-z0-9_.-]{0,252}$/;
const hostForm = /^[a-z0-9][a-z0-9.-]{0,252}(?::\d{1,5})?$/;

/**
 * Parses `AFTERPUSH_HOST_ALIASES`: `work=github.com,gitlab-work=gitlab.com`, or the same as a list or
 * as a mapping in YAML.
 */
export function parseHostAliases(
  value: unknown,
  forges: readonly ConfiguredForge[],
  errors: SettingErrors,
): HostAliases {
  const aliases = new Map<string, string>();
  for (const pair of listPairs(value)) {
    const [alias = '', host = '', ...rest] = pair
      .toLowerCase()
      .split('=')
      .map((part) => part.trim());
    const message = findFault(alias, host, forges);
    const isPair = rest.length === 0 && aliasForm.test(alias) && hostForm.test(host);
    if (!isPair) {
      const example = 'must be pairs like work=github.com,gitlab-work=gitlab.com';
      errors.push({ name: 'host_aliases', message: `${example}, not "${pair}"` });
    } else if (message !== undefined) errors.push({ name: 'host_aliases', message });
    else aliases.set(alias, host);
  }
  return aliases;
}

function listPairs(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return value.split(',').filter((pair) => pair.trim() !== '');
  if (Array.isArray(value)) return value.map((pair) => (typeof pair === 'string' ? pair : ''));
  if (typeof value !== 'object') return [JSON.stringify(value)];
  return Object.entries(value).map(
    ([alias, host]) => `${alias}=${typeof host === 'string' ? host : ''}`,
  );
}

function findFault(
  alias: string,
  host: string,
  forges: readonly ConfiguredForge[],
): string | undefined {
  const [hostname = ''] = host.split(':');
  const isServed = (name: string) =>
    forges.some(({ webBaseUrl }) => withoutWww(new URL(webBaseUrl).hostname) === withoutWww(name));
  if (isServed(alias)) return `has the alias "${alias}", which is the host of a configured forge`;
  return isServed(hostname)
    ? undefined
    : `names the host "${hostname}", which no forge of AFTERPUSH_FORGES serves`;
}
