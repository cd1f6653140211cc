import { AgentFolders, UnwatchFolders, WatchFolders } from '../../contract/agent-folders.ts';
import type { AgentFoldersPort } from '../deps.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';

const tags = ['discovery'];
const path = '/api/v1/agent-folders';
const response = { 200: AgentFolders };

const none: AgentFolders = { available: false, agents: [], watched: [], followed: [], folders: [] };

/** Proposes the folders in which coding agents have been at work, once the user wants to see them. */
export function registerAgentFolderRoutes(
  app: App,
  { agentFolders }: { agentFolders: AgentFoldersPort | undefined },
): void {
  const getPort = (): AgentFoldersPort => {
    if (agentFolders) return agentFolders;
    throw new HttpProblem(
      409,
      'This server proposes no folders: it is not that of one person only.',
    );
  };
  const list = { tags, summary: 'List the agents that have sessions on this machine', response };
  app.get(path, { schema: list }, async () => (agentFolders ? toProposal(agentFolders, []) : none));

  const config = { problems: [409] };
  const find = {
    tags,
    summary: 'Read the sessions of agents for the folders they worked in',
    response,
  };
  app.post(`${path}/search`, { schema: find, config }, () => search(getPort()));

  const watch = { tags, summary: 'Watch some of these folders', body: WatchFolders, response };
  app.post(`${path}/watch`, { schema: watch, config }, async (request) => {
    const port = getPort();
    const known = new Set((await port.search()).map((folder) => folder.path));
    const foreign = request.body.paths.find((folder) => !known.has(folder));
    if (foreign !== undefined) throw new HttpProblem(400, 'paths must be folders of the search.');
    port.watch(request.body.paths);
    return search(port);
  });

  const unwatch = {
    tags,
    summary: 'Stop watching folders that were chosen',
    body: UnwatchFolders,
    response,
  };
  app.post(`${path}/unwatch`, { schema: unwatch, config }, async (request) => {
    const port = getPort();
    port.unwatch(request.body.paths);
    return toProposal(port, []);
  });
}

async function search(port: AgentFoldersPort): Promise<AgentFolders> {
  const found = await port.search();
  const folders = found.map(({ path: folder, agents, lastUsedAt }) => {
    const watched = port.isWatched(folder);
    return { path: folder, agents, last_used_at: lastUsedAt.toISOString(), watched };
  });
  return toProposal(port, folders);
}

function toProposal(port: AgentFoldersPort, folders: AgentFolders['folders']): AgentFolders {
  return {
    available: true,
    agents: port.listAgents(),
    watched: port.listWatched(),
    followed: port.listFollowed(),
    folders,
  };
}
