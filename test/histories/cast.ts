import { ensureAccount } from '../../demo/forge/world/accounts.ts';
import { createChat } from '../../src/store/queries/chats/create-chat.ts';
import { ensureUser } from '../../src/store/queries/tokens/ensure-user.ts';
import { type ArrangedSync, forgeId } from './arrange.ts';
import { BranchModel } from './branch-model.ts';
import { History } from './history.ts';
import type { Network } from './networks.ts';
import { createRandom } from './random.ts';
import type { StepContext } from './step-context.ts';

export const historiesPerRound = 100;
export const repositoriesPerRound = 10;
const owners = [0, 1, 2, 3];

export const ownerTokens: ReadonlyMap<string, string> = new Map(
  owners.map((owner) => [`owner-${owner}`, `token-of-owner-${owner}`]),
);

/** The owners of chats, with their tokens. Returns the people who review. */
export async function createOwners({ database, tokens, forge }: ArrangedSync) {
  const { world } = forge;
  for (const [login, token] of ownerTokens) {
    ensureAccount(world, { login, tokens: [token] });
    await ensureUser(database, login, login);
    await tokens.linkToken(login, forgeId, token);
  }
  const [ada, grace, linus] = ['ada', 'grace', 'linus'].map((login) =>
    ensureAccount(world, { login }),
  );
  if (!ada || !grace || !linus) throw new Error('no person is left to review');
  return [ada, grace, linus] satisfies StepContext['people'];
}

/** The histories of a round; each has its seed, its branch and its chat. */
export async function createHistories(
  { database, forge }: ArrangedSync,
  round: number,
  networks: readonly Network[],
  count: number,
): Promise<History[]> {
  const histories: History[] = [];
  for (let index = 0; index < count; index += 1) {
    const seed = round * historiesPerRound + index;
    const repositoryIndex = index % networks.length;
    const home = networks[repositoryIndex];
    if (!home) continue;
    const repository = repositoryIndex < 7 ? home.repository : home.fork;
    const chatId = `chat-${seed}`;
    // Two owners in each repository.
    const owner = (index + 2 * Math.floor(index / networks.length)) % owners.length;
    const ownerId = `owner-${owner}`;
    const model = new BranchModel(forge.world, repository, `agent/${seed}`);
    const random = createRandom(seed);
    histories.push(new History({ seed, random, model, chatId, ownerId, repositoryIndex }));
    await createChat(database, { publicId: chatId, ownerId, title: chatId, workspaceId: null });
  }
  for (const history of histories) {
    history.knowsNoChecks = (base) =>
      histories.some(({ repositoryIndex, basesWithoutChecks }) => {
        return repositoryIndex === history.repositoryIndex && basesWithoutChecks.has(base);
      });
  }
  return histories;
}
