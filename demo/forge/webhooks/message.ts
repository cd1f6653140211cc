import { toAccountJson } from '../rest/account-json.ts';
import { toRepositoryJson } from '../rest/repository-json.ts';
import { type Account, type Repository } from '../world/records.ts';
import { getApiUrl, type World } from '../world/world.ts';

/** The body of a delivery. */
export type Payload = Record<string, unknown>;

/** An event as it is delivered to a hook. */
export interface Message {
  /** As in `X-GitHub-Event`. */
  event: string;
  action: string | null;
  repository: Repository;
  /** The world at the time of the event, except for what only a git process could read. */
  payload: Payload;
  /** The payload with what git knows. */
  complete: () => Promise<Payload>;
}

/** A message about which git has nothing to say. */
export function buildMessage(
  event: string,
  repository: Repository,
  payload: Payload & { action?: string },
): Message {
  const action = payload.action ?? null;
  return { event, action, repository, payload, complete: () => Promise.resolve(payload) };
}

/** The fields that every payload ends with. */
export function buildEnvelope(world: World, repository: Repository, sender: Account) {
  const { owner } = repository;
  return {
    repository: toRepositoryJson(world, repository),
    ...(owner.type === 'Organization' && { organization: toOrganizationJson(world, owner) }),
    sender: toAccountJson(world, sender),
  };
}

function toOrganizationJson(world: World, { id, login, name }: Account) {
  const url = getApiUrl(world, `/orgs/${login}`);
  return {
    login,
    id,
    node_id: `O_${id}`,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.webBaseUrl}/avatars/u/${id}`,
    description: name,
  };
}
