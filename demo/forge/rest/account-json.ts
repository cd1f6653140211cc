import { type Account } from '../world/records.ts';
import { getApiUrl, type World } from '../world/world.ts';

/** GitHub's simple user. */
export function toAccountJson(world: World, account: Account) {
  const url = getApiUrl(world, `/users/${account.login}`);
  return {
    login: account.login,
    id: account.id,
    node_id: `U_${account.id}`,
    avatar_url: `${world.webBaseUrl}/avatars/u/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${world.webBaseUrl}/${account.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  };
}
