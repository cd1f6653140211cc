import { ensureAccount, getAccount, mayRead } from '../../demo/forge/world/accounts.ts';
import { type ArrangedSync, forgeId } from './arrange.ts';
import type { History } from './history.ts';
import type { Network } from './networks.ts';
import type { Random } from './random.ts';

interface Loss {
  afterSteps: number;
  end: () => Promise<void>;
}

const longestLoss = 3;

/** Takes the access of tokens away for some steps, while the forge goes on. */
export class AccessLosses {
  /** The present token of each owner. */
  readonly tokens: Map<string, string>;
  readonly #sync: Pick<ArrangedSync, 'forge' | 'signOn' | 'tokens'>;
  readonly #networks: readonly Network[];
  readonly #random: Random;
  #losses: Loss[] = [];
  #count = 0;

  constructor(
    sync: Pick<ArrangedSync, 'forge' | 'signOn' | 'tokens'>,
    tokens: ReadonlyMap<string, string>,
    networks: readonly Network[],
    random: Random,
  ) {
    this.#sync = sync;
    this.tokens = new Map(tokens);
    this.#networks = networks;
    this.#random = random;
  }

  /** Ends what lasted long enough, and may begin something. Returns what happened. */
  async step(): Promise<string[]> {
    const random = this.#random;
    const ended = await this.#end((loss) => --loss.afterSteps <= 0);
    const begun = [
      ...(random.isTrue(0.12) ? [this.#hideNetwork()] : []),
      ...(random.isTrue(0.05) ? [this.#revokeToken()] : []),
      ...(random.isTrue(0.05) ? [this.#requireSignOn()] : []),
    ];
    return [...ended, ...begun];
  }

  /** Gives everything back. */
  async endAll(): Promise<string[]> {
    return this.#end(() => true);
  }

  /** Whether the forge refuses the branch or its pull request to the owner of the chat. */
  isHidden({ ownerId, model }: History): boolean {
    const { world } = this.#sync.forge;
    const token = this.tokens.get(ownerId) ?? '';
    const account = world.accountByToken.get(token);
    if (model.repository.isDeleted) return true;
    if (!account || this.#sync.signOn.refused.has(token)) return true;
    return ![model.target, model.repository].every((repository) => mayRead(repository, account));
  }

  async #end(isOver: (loss: Loss) => boolean): Promise<string[]> {
    const over = this.#losses.filter(isOver);
    this.#losses = this.#losses.filter((loss) => !over.includes(loss));
    for (const { end } of over) await end();
    return over.length > 0 ? ['access is regained'] : [];
  }

  #add(end: () => Promise<void> | void): void {
    const afterSteps = 1 + this.#random.below(longestLoss);
    this.#losses.push({ afterSteps, end: async () => end() });
  }

  /** A repository and its fork become private; some owners may go on reading them. */
  #hideNetwork(): string {
    const { world } = this.#sync.forge;
    const network = this.#networks[this.#random.below(this.#networks.length)];
    const repositories = network ? [network.repository, network.fork] : [];
    const logins = [...this.tokens.keys()].filter(() => this.#random.isTrue(0.3));
    const setPrivate = (isPrivate: boolean) => {
      for (const repository of repositories) {
        repository.private = isPrivate;
        repository.readers.clear();
        for (const login of isPrivate ? logins : []) {
          repository.readers.add(getAccount(world, login));
        }
      }
      world.revision += 1;
    };
    setPrivate(true);
    this.#add(() => setPrivate(false));
    return `${network?.repository.name} is private, for ${logins.join(', ') || 'no owner'}`;
  }

  /** Its owner links another one, or the forge accepts it again. */
  #revokeToken(): string {
    const { forge, tokens } = this.#sync;
    const { world } = forge;
    const [login, token] = this.#pickOwner();
    world.accountByToken.delete(token);
    this.#add(async () => {
      this.#count += 1;
      const isSame = this.#random.isTrue(0.3);
      const next = isSame ? token : `another-token-${this.#count}-of-${login}`;
      ensureAccount(world, { login, tokens: [next] });
      this.tokens.set(login, next);
      if (!isSame) await tokens.linkToken(login, forgeId, next);
    });
    return `the token of ${login} is revoked`;
  }

  #requireSignOn(): string {
    const { refused } = this.#sync.signOn;
    const [login, token] = this.#pickOwner();
    refused.add(token);
    this.#add(() => void refused.delete(token));
    return `the token of ${login} needs single sign-on`;
  }

  #pickOwner(): [login: string, token: string] {
    const owners = [...this.tokens];
    return owners[this.#random.below(owners.length)] ?? ['', ''];
  }
}
