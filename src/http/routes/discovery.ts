import {
  Discovery,
  HideOwnPullRequests,
  ShowOwnPullRequests,
  UpdateDiscovery,
} from '../../contract/discovery.ts';
import type { ForgeRegistry } from '../../forge/registry.ts';
import type { DiscoveryPort } from '../deps.ts';
import { getUser } from '../server/authentication.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';

export interface DiscoveryDeps {
  discovery: DiscoveryPort;
  forges: Pick<ForgeRegistry, 'listForges'>;
}

const tags = ['discovery'];
const path = '/api/v1/discovery';
const response = { 200: Discovery };

/** Whether the user's own pull requests are followed, and which are hidden. */
export function registerDiscoveryRoutes(app: App, { discovery, forges }: DiscoveryDeps): void {
  const view = async (userId: string): Promise<Discovery> => {
    const { enabled, botAuthors, hidden } = await discovery.findSettings(userId);
    return { available: discovery.isAvailable, enabled, bot_authors: botAuthors, hidden };
  };

  app.get(path, { schema: { tags, summary: 'Get what is followed', response } }, (request) =>
    view(getUser(request).id),
  );

  const update = { tags, summary: 'Change what is followed', body: UpdateDiscovery, response };
  app.put(path, { schema: update }, async (request) => {
    const { id } = getUser(request);
    const { enabled = null, bot_authors: names } = request.body;
    const botAuthors = names?.map((name) => name.toLowerCase().replace(/\[bot\]$/, '')) ?? null;
    await discovery.saveSettings({ ownerId: id, enabled, botAuthors });
    if (enabled === false) await discovery.deleteFollowedChats(id, null);
    else discovery.wake();
    return view(id);
  });

  const hide = {
    tags,
    summary: 'Hide an own pull request, or all of a repository',
    body: HideOwnPullRequests,
    response,
  };
  const config = { problems: [404] };
  app.post(`${path}/hidden`, { schema: hide }, async (request) => {
    const { id } = getUser(request);
    const url = toPageUrl(request.body, forges);
    await discovery.deleteFollowedChats(id, url);
    await discovery.hide(id, url);
    return view(id);
  });

  const show = { tags, summary: 'Show it again', body: ShowOwnPullRequests, response };
  app.post(`${path}/shown`, { schema: show, config }, async (request) => {
    const { id } = getUser(request);
    if (!(await discovery.show(id, request.body.url))) {
      throw new HttpProblem(
        404,
        'This URL is not hidden. `GET /api/v1/discovery` lists the hidden ones.',
      );
    }
    discovery.wake();
    return view(id);
  });
}

/** The one spelling of the URL of a pull request or of a repository. */
function toPageUrl(
  { url, scope }: { url: string; scope?: string },
  forges: Pick<ForgeRegistry, 'listForges'>,
): string {
  for (const forge of forges.listForges()) {
    const reference = forge.parsePullRequestUrl(url);
    if (reference) {
      return scope === 'repository'
        ? forge.toRepositoryUrl(reference.repository)
        : forge.toPullRequestUrl(reference);
    }
    const repository = forge.parseRemoteOrigin(url);
    if (repository) return forge.toRepositoryUrl(repository);
  }
  throw new HttpProblem(400, 'url must be that of a pull request or repository of a served forge.');
}
