import { trimTrailing } from '../../domain/trim-characters.ts';
import type { ForgeType } from '../../forge/forge.ts';
import type { ForgeSettings } from '../../forge/forge-settings.ts';
import { toBaseUrls } from '../../forge/parsing/base-urls.ts';
import type { SettingErrors } from './settings.ts';

export interface ConfiguredForge extends ForgeSettings {
  /** Used by every owner who has not linked a token. */
  token?: string | undefined;
  /** The variable of another tool that the token is from. */
  tokenVariable?: string | undefined;
  /** Signs the forge's deliveries. Undefined: derived from the secret key. */
  webhookSecret?: string | undefined;
}

const types = [
  'github',
  'gitlab',
  'gitea',
  'bitbucket',
  'bitbucket_data_center',
  'azure_devops',
] as const satisfies readonly ForgeType[];

/** Common aliases, without separators. */
const otherNames: Record<string, ForgeType> = {
  githubenterprise: 'github',
  githubenterpriseserver: 'github',
  ghes: 'github',
  forgejo: 'gitea',
  bitbucketcloud: 'bitbucket',
  bitbucketdc: 'bitbucket_data_center',
  bitbucketserver: 'bitbucket_data_center',
  stash: 'bitbucket_data_center',
  azure: 'azure_devops',
  azuredevopsserver: 'azure_devops',
};

const known = ['id', 'type', 'api_base_url', 'web_base_url', 'token', 'webhook_secret'];
/** Accepted for features that need them. */
const reserved = ['client_id', 'client_secret'];

/** Parses `AFTERPUSH_FORGES`: a JSON array, or the same as YAML. The default is github.com. */
export function parseForges(
  value: unknown,
  environment: Record<string, string | undefined>,
  errors: SettingErrors,
): ConfiguredForge[] {
  if (value === undefined) return [toPublicGitHub(environment)];
  const list = typeof value === 'string' ? parseJson(value) : value;
  if (!Array.isArray(list) || list.length === 0) {
    const message = 'must be a JSON array like [{"id":"github","type":"github","token":"..."}]';
    errors.push({ name: 'forges', message });
    return [];
  }
  const forges = list.flatMap((entry: unknown, index) => parseForge(entry, index, errors) ?? []);
  for (const id of listDuplicates(forges.map((forge) => forge.id))) {
    errors.push({ name: 'forges', message: `contains the id "${id}" twice` });
  }
  return forges;
}

function toPublicGitHub(environment: Record<string, string | undefined>): ConfiguredForge {
  const tokenVariable = ['GITHUB_TOKEN', 'GH_TOKEN'].find((name) => environment[name]);
  const token = tokenVariable && environment[tokenVariable];
  const apiBaseUrl = 'https://api.github.com';
  const webBaseUrl = 'https://github.com';
  return { id: 'github', type: 'github', apiBaseUrl, webBaseUrl, token, tokenVariable };
}

function parseForge(
  entry: unknown,
  index: number,
  errors: SettingErrors,
): ConfiguredForge | undefined {
  const refuse = (message: string) => {
    errors.push({ name: 'forges', message: `[${index}] ${message}` });
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
  const type = parseType(fields.type);
  if (!type) return refuse(`needs a "type", one of: ${types.join(', ')}`);
  for (const name of ['api_base_url', 'web_base_url']) {
    if (fields[name] !== undefined && !parseBaseUrl(fields[name])) {
      return refuse(
        `has ${name === 'api_base_url' ? 'an' : 'a'} "${name}" that is not an http(s) URL`,
      );
    }
  }
  const urls = toBaseUrls(type, {
    apiBaseUrl: parseBaseUrl(fields.api_base_url),
    webBaseUrl: parseBaseUrl(fields.web_base_url),
  });
  if (!urls) return refuse(`needs an "api_base_url": ${type} has no public server`);
  const { token, webhook_secret: webhookSecret } = fields;
  if (!isSecret(token)) return refuse('has a "token" that is not a string of printable characters');
  if (!isSecret(webhookSecret)) {
    return refuse('has a "webhook_secret" that is not a string of printable characters');
  }
  return { id, type, ...urls, token, webhookSecret };
}

/** Ignores case and separators: `Bitbucket Data Center` is `bitbucket-data-center`. */
function parseType(value: unknown): ForgeType | undefined {
  if (typeof value !== 'string') return undefined;
  const name = value.toLowerCase().replace(/[\s_-]/g, '');
  const type = types.find((candidate) => candidate.replaceAll('_', '') === name);
  return type ?? (Object.hasOwn(otherNames, name) ? otherNames[name] : undefined);
}

/** Absent, or valid in a header. The value is never repeated in a message (S10). */
function isSecret(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value));
}

function parseBaseUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb || url.username || url.password || url.search || url.hash) return undefined;
  return trimTrailing(`${url.origin}${url.pathname}`, '/');
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
