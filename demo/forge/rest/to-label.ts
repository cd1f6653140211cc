import type { Label } from '../world/labels.ts';
import { toFullName } from '../world/repositories.ts';
import type { Account, Repository, World } from '../world/world.ts';
import { toAccountJson, toApiUrl } from './to-account.ts';

/** GitHub's label. */
export function toLabelJson(world: World, repository: Repository, label: Label) {
  const path = `/repos/${toFullName(repository)}/labels/${encodeURIComponent(label.name)}`;
  return {
    id: label.id,
    node_id: `LA_${label.id}`,
    url: toApiUrl(world, path),
    name: label.name,
    description: label.description === '' ? null : label.description,
    color: label.color,
    default: false,
  };
}

/** GitHub's team; the demo knows no more of one than its slug. */
export function toTeamJson(world: World, organization: Account, slug: string) {
  const url = toApiUrl(world, `/organizations/${organization.id}/team/${slug}`);
  return {
    id: 1,
    node_id: `T_${slug}`,
    url,
    html_url: `${world.webBaseUrl}/orgs/${organization.login}/teams/${slug}`,
    name: slug,
    slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    parent: null,
  } as const;
}

/** GitHub's note that a pull request merges by itself. */
export function toAutoMergeJson(world: World, by: Account) {
  return {
    enabled_by: toAccountJson(world, by),
    merge_method: 'merge',
    commit_title: '',
    commit_message: '',
  } as const;
}
