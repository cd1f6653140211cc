import type { ForgeType } from '../forge/forge.ts';
import type { ForgeSettings } from '../forge/forge-settings.ts';
import { toWebBaseUrl } from '../forge/web-base-url.ts';
import type { Faults } from './settings.ts';

export interface ConfiguredForge extends ForgeSettings {
  /** Serves every owner who linked no token of their own. */
  token?: string | undefined;
}

const types = ['github'] as const satisfies readonly ForgeType[];
const defaultApiBaseUrls: Record<ForgeType, string> = { github: 'https://api.github.com' };
const known = ['id', 'type', 'api_base_url', 'web_base_url', 'token'];
/** Accepted, and used by features that need them. */
const reserved = ['client_id', 'client_secret', 'webhook_secret'];

/** Reads `AFTERPUSH_FORGES`: a JSON array, or the same as YAML. Without it: github.com. */
export function parseForges(
  value: unknown,
  environment: Record<string, string | undefined>,
  faults: Faults,
): ConfiguredForge[] {
  if (value === undefined) return [toPublicGitHub(environment)];
  const list = typeof value === 'string' ? parseJson(value) : value;
  if (!Array.isArray(list) || list.length === 0) {
    const message = 'must be a JSON array like [{"id":"github","type":"github","token":"..."}]';
    faults.push({ name: 'forges', message });
    return [];
  }
  const forges = list.flatMap((entry: unknown, index) => parseForge(entry, index, faults) ?? []);
  for (const id of listDuplicates(forges.map((forge) => forge.id))) {
    faults.push({ name: 'forges', message: `names the id "${id}" twice` });
  }
  return forges;
}

function toPublicGitHub(environment: Record<string, string | undefined>): ConfiguredForge {
  const apiBaseUrl = defaultApiBaseUrls.github;
  const token = environment.GITHUB_TOKEN || environment.GH_TOKEN || undefined;
  return { id: 'github', type: 'github', apiBaseUrl, webBaseUrl: toWebBaseUrl(apiBaseUrl), token };
}

function parseForge(entry: unknown, index: number, faults: Faults): ConfiguredForge | undefined {
  const refuse = (message: string) => {
    faults.push({ name: 'forges', message: `[${index}] ${message}` });
    return undefined;
  };
  if (typeof entry !== 'object' || entry === null) return refuse('must be an object');
  const fields = entry as Record<string, unknown>;
  const unknown = Object.keys(fields).find((key) => ![...known, ...reserved].includes(key));
  if (unknown !== undefined) return refuse(`has an unknown field "${unknown}"`);
  const id = fields.id;
  if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9._-]{0,62}$/i.test(id)) {
    return refuse('needs an "id" of letters, digits, dots and dashes');
  }
  const type = types.find((candidate) => candidate === fields.type);
  if (!type) return refuse(`needs a "type", one of: ${types.join(', ')}`);
  const apiBaseUrl = parseBaseUrl(fields.api_base_url ?? defaultApiBaseUrls[type]);
  if (!apiBaseUrl) return refuse('has an "api_base_url" that is not an http(s) URL');
  const webBaseUrl = parseBaseUrl(fields.web_base_url ?? toWebBaseUrl(apiBaseUrl));
  if (!webBaseUrl) return refuse('has a "web_base_url" that is not an http(s) URL');
  const token = fields.token;
  if (token !== undefined && (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))) {
    return refuse('has a "token" that is not a text of printable characters');
  }
  return { id, type, apiBaseUrl, webBaseUrl, token };
}

function parseBaseUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb || url.username || url.password || url.search || url.hash) return undefined;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listDuplicates(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
