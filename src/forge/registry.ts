import { createHttpClient } from '../platform/http-client.ts';
import { createAzureDevOpsForge } from './azure-devops/forge.ts';
import { createBitbucketForge } from './bitbucket/forge.ts';
import { createBitbucketDataCenterForge } from './bitbucket-data-center/forge.ts';
import { boundResults } from './bound-results.ts';
import { type ObservedRequest, observeRequests } from './client/observe-requests.ts';
import type { Forge } from './forge.ts';
import type { ForgeDeps, ForgeSettings } from './forge-settings.ts';
import { createGiteaForge } from './gitea/forge.ts';
import { createGitHubForge } from './github/forge.ts';
import { createGitLabForge } from './gitlab/forge.ts';
import { type HostAliases, resolveAlias } from './parsing/host-aliases.ts';
import { isCredentialUrl } from './parsing/urls.ts';

/** The forges that are served: the configured ones, and those that were found since. */
export interface ForgeRegistry {
  /** A new list after each that is added. */
  listForges(): readonly Forge[];
  findForge(id: string): Forge | undefined;
  findForgeByOrigin(origin: string): Forge | undefined;
  /** The forge whose token git may send to this address. */
  findForgeByUrl(url: string): Forge | undefined;
}

export interface GrowingForgeRegistry extends ForgeRegistry {
  /** Serves another forge from now on. */
  addForge(settings: ForgeSettings): Forge;
}

export type RegistryDeps = Pick<ForgeDeps, 'validators' | 'budgets' | 'clock' | 'logger'> &
  Partial<Pick<ForgeDeps, 'http' | 'diffLimitBytes'>> & {
    hostAliases?: HostAliases;
    /** Receives the result of every request to a forge, for the metrics. */
    observe?: (forgeId: string, request: ObservedRequest) => void;
  };

const defaultDiffLimitBytes = 4 * 1024 * 1024;

export function createForgeRegistry(
  settings: readonly ForgeSettings[],
  deps: RegistryDeps,
): GrowingForgeRegistry {
  const forgeDeps: ForgeDeps = {
    ...deps,
    http: deps.http ?? createHttpClient(),
    diffLimitBytes: deps.diffLimitBytes ?? defaultDiffLimitBytes,
  };
  const aliases = deps.hostAliases ?? new Map<string, string>();
  const create = (one: ForgeSettings) => {
    const { http } = forgeDeps;
    const { observe } = deps;
    const observed = observe ? observeRequests(http, (request) => observe(one.id, request)) : http;
    return boundResults(withAliases(createForge(one, { ...forgeDeps, http: observed }), aliases));
  };
  let forges = settings.map(create);
  let narrowestFirst = sortNarrowestFirst(forges);
  return {
    listForges: () => forges,
    findForge: (id) => forges.find((forge) => forge.id === id),
    findForgeByOrigin: (origin) =>
      narrowestFirst.find((forge) => forge.parseRemoteOrigin(origin) !== undefined),
    findForgeByUrl: (url) => narrowestFirst.find((forge) => isCredentialUrl(url, forge.webBaseUrl)),
    addForge(added) {
      if (forges.some(({ id }) => id === added.id))
        throw new Error(`${added.id} is served already`);
      const forge = create(added);
      forges = [...forges, forge];
      narrowestFirst = sortNarrowestFirst(forges);
      return forge;
    },
  };
}

/** Of two forges on one host, the one with the longer path takes precedence. */
function sortNarrowestFirst(forges: readonly Forge[]): Forge[] {
  return forges.toSorted((a, b) => b.webBaseUrl.length - a.webBaseUrl.length);
}

/** S10: aliases are resolved in origins only, never where a credential or a request goes. */
function withAliases(forge: Forge, aliases: HostAliases): Forge {
  return {
    ...forge,
    parseRemoteOrigin: (origin) => forge.parseRemoteOrigin(resolveAlias(origin, aliases)),
  };
}

function createForge(settings: ForgeSettings, deps: ForgeDeps): Forge {
  switch (settings.type) {
    case 'github':
      return createGitHubForge(settings, deps);
    case 'gitlab':
      return createGitLabForge(settings, deps);
    case 'gitea':
      return createGiteaForge(settings, deps);
    case 'bitbucket':
      return createBitbucketForge(settings, deps);
    case 'bitbucket_data_center':
      return createBitbucketDataCenterForge(settings, deps);
    case 'azure_devops':
      return createAzureDevOpsForge(settings, deps);
  }
}
