import { toAccountJson } from '../rest/account-json.ts';
import { toRepositoryJson } from '../rest/repository-json.ts';
import { type Account, type Repository } from '../world/records.ts';
import { getApiUrl, type World } from '../world/world.ts';

/** The body of a delivery. */
export type Payload = Record<string, unknown>;

/** A webhook message. */
export interface Message {
  /** The value of `X-GitHub-Event`. */
  event: string;
  action: string | null;
  repository: Repository;
  /** The payload at the time of the event, without the fields that need git. */
  payload: Payload;
  /** Adds the fields that are read with git. */
  complete: () => Promise<Payload>;
}

/** Builds a message that needs nothing from git. */
export function buildMessage(
  event: string,
  repository: Repository,
  payload: Payload & { action?: string },
): Message {
  const action = payload.action ?? null;
  return { event, action, repository, payload, complete: () => Promise.resolve(payload) };
}

/** The fields that all payloads have. */
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
