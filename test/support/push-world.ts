import { startTlsGateway } from '../../demo/forge/tls-gateway.ts';
import type { Repository } from '../../demo/forge/world/records.ts';
import { synchronize } from '../../demo/forge/world/synchronize.ts';
import { type AfterpushProcess, startAfterpush } from './afterpush-process.ts';
import { type ForgeWorld, otherToken, ownerToken, startForgeWorld } from './forge-world.ts';
import { type LoopbackSshd, sshdProblem, startLoopbackSshd } from './loopback-sshd.ts';
import { type CloneFolder, createCloneFolder } from './watched-clones.ts';

/** The name of the forge; the gateway and the SSH configuration lead it to the loopback interface. */
const host = 'ghe.example.test';
const alias = 'work';

/** A demo forge that is reached over HTTPS and SSH, and a server that watches the clones of it. */
export interface PushWorld extends AsyncDisposable {
  forge: ForgeWorld['forge'];
  repository: string;
  server: AfterpushProcess;
  /** The clones are `askpass`, `helper`, `ssh`, `alias`, `rewritten`, `plain`, `gh` and `address`. */
  folder: CloneFolder;
  /** The address of the repository, with a credential. */
  signedInUrl: string;
  /** What `gh` needs to see the forge as GitHub Enterprise Server. */
  ghEnvironment: Record<string, string>;
  hasPullRequest(branch: string): boolean;
  /** The demo forge reads what its sshd has received. */
  synchronize(): Promise<void>;
}

export async function startPushWorld(): Promise<PushWorld> {
  const parts: AsyncDisposable[] = [];
  const add = <Part extends AsyncDisposable>(part: Part): Part => {
    parts.push(part);
    return part;
  };
  const stop = async () => {
    for (const part of parts.toReversed()) await part[Symbol.asyncDispose]();
  };
  try {
    return { ...(await start(add)), [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  add: <Part extends AsyncDisposable>(part: Part) => Part,
): Promise<Omit<PushWorld, keyof AsyncDisposable>> {
  const { forge, repository } = add(await startForgeWorld());
  const gateway = add(await startTlsGateway({ forge, host }));
  const [stored] = [...forge.world.repositoriesById.values()];
  if (!stored) throw new Error('the forge has no repository');
  const sshd =
    sshdProblem === undefined
      ? add(await startLoopbackSshd({ repository: stored.directory, hosts: [host, alias] }))
      : undefined;
  const folder = createCloneFolder({
    'http.proxy': gateway.proxyUrl,
    'http.sslCAInfo': gateway.certificateFile,
    ...(sshd && { 'core.sshCommand': `ssh -F ${sshd.configFile}` }),
  });
  add({ [Symbol.asyncDispose]: async () => folder[Symbol.dispose]() });
  const base = `https://ada:${ownerToken}@${host}/`;
  await createClones(folder, stored, { base, sshd });
  return {
    forge,
    repository,
    folder,
    server: add(await startServer(folder, forge.apiBaseUrl)),
    signedInUrl: `${base}${repository}.git`,
    ghEnvironment: {
      HTTPS_PROXY: gateway.proxyUrl,
      SSL_CERT_FILE: gateway.certificateFile,
      GH_HOST: host,
      GH_ENTERPRISE_TOKEN: otherToken,
      GH_NO_UPDATE_NOTIFIER: '1',
    },
    hasPullRequest: (branch) =>
      [...stored.pullRequests.values()].some(({ headBranch }) => headBranch === branch),
    synchronize: () => synchronize(forge.world, stored),
  };
}

async function createClones(
  folder: CloneFolder,
  { directory, owner, name }: Repository,
  { base, sshd }: { base: string; sshd: LoopbackSshd | undefined },
): Promise<void> {
  const path = `${owner.login}/${name}.git`;
  const user = sshd?.user ?? 'git';
  const origins = {
    askpass: `https://${host}/${path}`,
    helper: `https://${host}/${path}`,
    ssh: `${user}@${host}:${path}`,
    alias: `${user}@${alias}:${path}`,
    rewritten: `forge:${path}`,
    plain: `${base}${path}`,
    gh: `https://${host}/${path}`,
    address: `https://elsewhere.example.test/${path}`,
  };
  for (const [place, origin] of Object.entries(origins)) {
    await folder.git('.', 'clone', '-q', directory, place);
    await folder.git(place, 'remote', 'set-url', 'origin', origin);
  }
  await folder.git('rewritten', 'config', `url.${base}.insteadOf`, 'forge:');
  for (const place of ['helper', 'gh']) {
    const helper = '!gh auth git-credential';
    await folder.git(place, 'config', `credential.https://${host}.helper`, helper);
  }
}

function startServer(folder: CloneFolder, apiBaseUrl: string): Promise<AfterpushProcess> {
  const webBaseUrl = `https://${host}`;
  const demo = { id: 'demo', type: 'github', web_base_url: webBaseUrl, api_base_url: apiBaseUrl };
  return startAfterpush({
    environment: {
      AFTERPUSH_FORGES: JSON.stringify([{ ...demo, token: ownerToken }]),
      AFTERPUSH_HOST_ALIASES: `${alias}=${host}`,
      AFTERPUSH_WATCH: folder.directory,
      AFTERPUSH_NO_PR_BACKOFF: '1s',
    },
  });
}
